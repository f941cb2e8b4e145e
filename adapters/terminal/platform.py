"""The terminal as the core sees it: the card is a live line, and the place of a job is the file for its video."""

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path

from adapters.terminal.order import PLATFORM
from adapters.terminal.screen import Screen
from adapters.terminal.video_file import place_video
from bot.errors import ServiceFailed
from bot.job.card import Card, FailurePost, Notice, ResultPost
from bot.job.job import JobState, ReplyAddress, Requester
from bot.messages import terminal as sentences
from bot.ports import MediaStore

_CARD_INTERVAL_SECONDS = 0.1

logger = logging.getLogger(__name__)


class TerminalPlatform:
    """Shows one job and writes its video; `ReplyAddress.place` is the path of that file."""

    def __init__(
        self, screen: Screen, *, media: MediaStore, overwrite: bool, on_end: Callable[[str | None], None]
    ) -> None:
        """Call `on_end` when there is nothing to wait for, with a sentence where the video could not be written."""
        self._screen = screen
        self._media = media
        self._overwrite = overwrite
        self._on_end = on_end

    @property
    def name(self) -> str:
        """Return the name that reply addresses carry."""
        return PLATFORM

    @property
    def card_interval_seconds(self) -> float:
        """Return the shortest time between two updates of the live line."""
        return _CARD_INTERVAL_SECONDS

    @property
    def place_interval_seconds(self) -> float:
        """Return the shortest time between two updates of any line; there is only one."""
        return 0.0

    @property
    def tenant_interval_seconds(self) -> float:
        """Return the shortest time between two updates on one screen."""
        return 0.0

    @property
    def shows_posters(self) -> bool:
        """Tell that a terminal shows no pictures."""
        return False

    async def show_card(self, address: ReplyAddress, card: Card, *, message_id: str | None) -> str:
        """Show the card; it is the only one, so that its job's id names it."""
        self._screen.show_card(card)
        if card.state.is_final or card.state is JobState.UNCLEAR:
            self._on_end(None)
        return message_id or f"{address.place}#{card.job_id}"

    async def post_result(self, address: ReplyAddress, result: ResultPost) -> str:
        """Write the video where it was asked to be and return that path; raise `ServiceFailed` when that fails."""
        await result.wait_until_stored()
        async with self._media.local_copy(result.video.key) as source:
            try:
                path = await asyncio.to_thread(place_video, source, Path(address.place), overwrite=self._overwrite)
            except OSError as error:
                sentence = sentences.video_not_written(address.place, job_id=result.job_id)
                self._on_end(sentence)
                raise ServiceFailed(sentence, code="video_not_written") from error
        return str(path)

    async def post_failure(self, address: ReplyAddress, failure: FailurePost) -> str:
        """Say nothing: the line that shows the card has said it, and whoever waits for it reads that."""
        logger.debug("The end of a job was told on its line", extra={"job_id": failure.job_id})
        return f"{address.place}#{failure.marker}"

    async def delete_post(self, address: ReplyAddress, message_id: str) -> None:
        """Leave the file alone: what was written to a person's folder is theirs."""
        logger.debug("The file %s stays at %s", message_id, address.place)

    async def post_notice(self, address: ReplyAddress, notice: Notice) -> str:
        """Write an announcement as a line."""
        self._screen.tell(notice.text)
        return f"{address.place}#{notice.marker}"

    async def find_place(self, name: str, *, person: Requester) -> ReplyAddress | None:
        """Find nothing: a terminal has no places where others could read along."""
        logger.debug("Nobody, not even %s, finds %s on a terminal", person.id, name)
        return None
