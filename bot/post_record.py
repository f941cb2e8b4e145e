"""What is written down about a post on its way, for platforms that cannot tell by themselves what was posted before."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.job.job import ReplyAddress


class PostStage(StrEnum):
    """How far a post has come."""

    #: Its file has a name at the platform; nobody can see anything yet.
    UPLOADING = "uploading"
    #: It is being sent; whether people can see it is known only once the platform has answered.
    SENDING = "sending"
    #: It stands, or stood until somebody deleted it.
    POSTED = "posted"


@dataclass(frozen=True, kw_only=True)
class PostRecord:
    """One post, known by its marker."""

    #: Unique among the posts of a server or workspace, such as "result:" and a job's id.
    marker: str
    #: Where it stands or is meant to stand, which need not be where it was asked for.
    address: ReplyAddress
    stage: PostStage
    #: When this stage began.
    since: datetime
    #: The platform's name for its file.
    file_id: str | None = None
    #: The platform's name for the message, once it stands.
    message_id: str | None = None
