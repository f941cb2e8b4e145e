"""Notification rules: which channel is told about whose finished and failed videos."""

from dataclasses import dataclass
from datetime import datetime

from bot.job.job import ReplyAddress, Requester


@dataclass(frozen=True, kw_only=True)
class NotificationRule:
    """One line of the rule table: jobs of the server `source` are announced in `target`."""

    #: Eight characters of [a-z0-9], short enough to type.
    id: str
    #: The server or workspace whose jobs are announced; its `place` is empty.
    source: ReplyAddress
    #: The place that gets the post; may be on another platform.
    target: ReplyAddress
    created_by: Requester
    #: Announce only the jobs of `created_by`; otherwise everyone's.
    only_mine: bool
    created_at: datetime
