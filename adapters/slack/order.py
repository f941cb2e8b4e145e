"""What somebody asks for on Slack, before it is known where the answer goes."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.job.command import AnimateCommand, PictureSource
from bot.job.job import ReplyAddress, Requester
from bot.request.options import FIRST, LAST


@dataclass(frozen=True, kw_only=True)
class Order:
    """One order for one video."""

    words: Mapping[str, object]
    frames: Mapping[str, PictureSource] = field(default_factory=dict)
    parent_id: str | None = None

    def build_command(self, event_id: str, *, requester: Requester, address: ReplyAddress) -> AnimateCommand:
        """Return the command for the core."""
        return AnimateCommand(
            event_id=event_id,
            requester=requester,
            address=address,
            options=self.words,
            first_frame=self.frames.get(FIRST.name),
            last_frame=self.frames.get(LAST.name),
            parent_id=self.parent_id,
        )
