"""What somebody asks for on Discord, before it is known where the answer goes."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from adapters.discord.picture import DiscordPicture
from bot.job.command import AnimateCommand, PictureSource
from bot.job.job import ReplyAddress, Requester
from bot.request.options import FIRST, LAST


@dataclass(frozen=True, kw_only=True)
class Order:
    """One order for one video."""

    words: Mapping[str, object]
    frames: Mapping[str, PictureSource] = field(default_factory=dict)
    parent_id: str | None = None
    #: What it comes from is for adults alone, wherever it is ordered.
    is_from_restricted: bool = False

    @property
    def is_spoiler(self) -> bool:
        """Tell whether a picture was hidden by whoever posted it."""
        return any(isinstance(frame, DiscordPicture) and frame.is_spoiler for frame in self.frames.values())

    @property
    def is_age_restricted(self) -> bool:
        """Tell whether it comes from a place for adults."""
        pictures = [frame for frame in self.frames.values() if isinstance(frame, DiscordPicture)]
        return self.is_from_restricted or any(picture.is_age_restricted for picture in pictures)

    def build_command(
        self, event_id: str, *, requester: Requester, address: ReplyAddress, is_age_restricted: bool
    ) -> AnimateCommand:
        """Return the command for the core; `is_age_restricted` tells that it is ordered in a place for adults."""
        return AnimateCommand(
            event_id=event_id,
            requester=requester,
            address=address,
            options=self.words,
            first_frame=self.frames.get(FIRST.name),
            last_frame=self.frames.get(LAST.name),
            parent_id=self.parent_id,
            is_spoiler=self.is_spoiler,
            is_age_restricted=is_age_restricted or self.is_age_restricted,
        )
