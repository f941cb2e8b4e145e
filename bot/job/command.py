"""What an adapter hands to the core when somebody asks for a video: plain values and pictures that can be opened."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from bot.job.job import ReplyAddress, Requester
from bot.ports import Attachment


@dataclass(frozen=True, kw_only=True)
class StoredPicture:
    """A picture that the media store has already, such as one posted in a message or used by another job."""

    key: str


@dataclass(frozen=True, kw_only=True)
class StoredVideoFrame:
    """The last frame of a finished job's video, to continue from."""

    job_id: str


PictureSource: TypeAlias = Attachment | StoredPicture | StoredVideoFrame


@dataclass(frozen=True, kw_only=True)
class AnimateCommand:
    """One request for one video, exactly as it came in."""

    #: The platform's own name for this click or message; the same event is the same job, however often it arrives.
    event_id: str
    requester: Requester
    address: ReplyAddress
    #: Raw values by option name, as typed; absent means the default.
    options: Mapping[str, object] = field(default_factory=dict)
    first_frame: PictureSource | None = None
    last_frame: PictureSource | None = None
    #: The job whose button started this one.
    parent_id: str | None = None
    #: A picture was hidden until somebody asks to see it.
    is_spoiler: bool = False
    #: A picture comes from a place that only adults may see.
    is_age_restricted: bool = False
