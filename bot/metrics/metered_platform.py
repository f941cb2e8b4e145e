"""A chat platform that takes down what it is asked to do. It decides nothing."""

from collections.abc import Iterator
from contextlib import contextmanager

from bot.errors import ServiceBusy
from bot.job.card import Card, FailurePost, Notice, ResultPost
from bot.job.job import ReplyAddress, Requester
from bot.metrics.meter import Meter, Tally
from bot.ports import ChatPlatform


class MeteredPlatform:
    """Hands everything on to another platform and counts edits, posts and refusals."""

    def __init__(self, platform: ChatPlatform, *, meter: Meter) -> None:
        """Stand before `platform`."""
        self._platform = platform
        self._meter = meter

    @property
    def name(self) -> str:
        """Return the platform's name as it stands in `ReplyAddress.platform`."""
        return self._platform.name

    @property
    def card_interval_seconds(self) -> float:
        """Return the shortest time between two edits of one card that the platform bears."""
        return self._platform.card_interval_seconds

    @property
    def place_interval_seconds(self) -> float:
        """Return the shortest time between two edits in one place; 0 where edits cost nothing."""
        return self._platform.place_interval_seconds

    @property
    def tenant_interval_seconds(self) -> float:
        """Return the shortest time between two edits in all places of one server or workspace."""
        return self._platform.tenant_interval_seconds

    @property
    def shows_posters(self) -> bool:
        """Tell whether results show a poster until they are played."""
        return self._platform.shows_posters

    async def show_card(self, address: ReplyAddress, card: Card, *, message_id: str | None) -> str:
        """Post the card, or edit the message that shows it already; return that message's id."""
        with self._counting():
            shown = await self._platform.show_card(address, card, message_id=message_id)
        if message_id is not None:
            self._meter.count(Tally.CARD_EDITS, label=self.name)
        return shown

    async def post_result(self, address: ReplyAddress, result: ResultPost) -> str:
        """Post the video as a new message that mentions the requester; return the message's id."""
        with self._counting():
            posted = await self._platform.post_result(address, result)
        self._meter.count(Tally.RESULTS_POSTED, label=self.name)
        return posted

    async def post_failure(self, address: ReplyAddress, failure: FailurePost) -> str:
        """Tell who asked, by a new message that mentions them, that there is no video; return the message's id."""
        with self._counting():
            return await self._platform.post_failure(address, failure)

    async def delete_post(self, address: ReplyAddress, message_id: str) -> None:
        """Remove one of our messages; a message that is gone already is no error."""
        with self._counting():
            await self._platform.delete_post(address, message_id)

    async def post_notice(self, address: ReplyAddress, notice: Notice) -> str:
        """Post an announcement; return the message's id."""
        with self._counting():
            return await self._platform.post_notice(address, notice)

    async def find_place(self, name: str, *, person: Requester) -> ReplyAddress | None:
        """Return the place with this name or id, or None when there is none that `person` may see."""
        return await self._platform.find_place(name, person=person)

    @contextmanager
    def _counting(self) -> Iterator[None]:
        try:
            yield
        except ServiceBusy as error:
            if error.retry_after_seconds is not None:
                self._meter.count(Tally.RATE_LIMITS, label=self.name)
            raise
