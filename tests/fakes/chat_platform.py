"""An honest chat platform in memory: posts each marker once, remembers every edit, and fails as it is told to."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.errors import PlaceUnreachable
from bot.job.card import Card, FailurePost, Notice, ResultPost
from bot.job.job import ReplyAddress, Requester


class Wish(StrEnum):
    """What can be asked of the platform."""

    CARD = "card"
    RESULT = "result"
    FAILURE = "failure"
    DELETE = "delete"
    NOTICE = "notice"


@dataclass
class FakePost:
    """A message as it stands."""

    id: str
    address: ReplyAddress
    marker: str
    content: Card | ResultPost | FailurePost | Notice
    is_deleted: bool = False


@dataclass(frozen=True)
class ShownCard:
    """One state of a card that people could see, and when."""

    at: datetime
    card: Card


class FakeChatPlatform:
    """Fulfils `ChatPlatform`; `general` is open to all, further places are added by the test."""

    def __init__(self, *, clock: Callable[[], datetime], name: str = "web", interval_seconds: float = 1.0) -> None:
        self.name = name
        self.card_interval_seconds = interval_seconds
        self.place_interval_seconds = 0.0
        self.tenant_interval_seconds = 0.0
        self.shows_posters = True
        #: Places by id, each with the id of the only person who may see it, or None for everybody.
        self.places: dict[str, str | None] = {"general": None}
        self.posts: list[FakePost] = []
        #: Every result that was handed in, whether it was posted or not.
        self.asked_results: list[ResultPost] = []
        self.shown: list[ShownCard] = []
        #: How often anything was asked, whether it worked or not.
        self.attempts = 0
        self._clock = clock
        self._faults: dict[Wish, deque[Exception]] = {}
        self._late_faults: dict[Wish, deque[Exception]] = {}

    def fail_next(self, wish: Wish, *faults: Exception) -> None:
        """Let the next calls do nothing and raise."""
        self._faults.setdefault(wish, deque()).extend(faults)

    def fail_after(self, wish: Wish, *faults: Exception) -> None:
        """Let the next calls do what they are asked and raise all the same."""
        self._late_faults.setdefault(wish, deque()).extend(faults)

    @property
    def results(self) -> list[ResultPost]:
        """Return the results that can be seen."""
        return [post.content for post in self.posts if isinstance(post.content, ResultPost) and not post.is_deleted]

    @property
    def failures(self) -> list[FailurePost]:
        """Return the news of failures that can be seen."""
        return [post.content for post in self.posts if isinstance(post.content, FailurePost) and not post.is_deleted]

    @property
    def notices(self) -> list[Notice]:
        """Return the notices that can be seen."""
        return [post.content for post in self.posts if isinstance(post.content, Notice) and not post.is_deleted]

    def read_place(self, place: str) -> list[FakePost]:
        """Return what can be seen in a place, oldest first."""
        return [post for post in self.posts if post.address.place == place and not post.is_deleted]

    async def show_card(self, address: ReplyAddress, card: Card, *, message_id: str | None) -> str:
        self._begin(Wish.CARD, address)
        post = self._find(message_id) or self._post(address, marker=f"card:{card.job_id}", content=card)
        post.content = card
        if not post.is_deleted:
            self.shown.append(ShownCard(self._clock(), card))
        self._end(Wish.CARD)
        return post.id

    async def post_result(self, address: ReplyAddress, result: ResultPost) -> str:
        await result.wait_until_stored()
        self._begin(Wish.RESULT, address)
        self.asked_results.append(result)
        post = self._post(address, marker=f"result:{result.job_id}", content=result, may_stand=result.may_stand)
        self._end(Wish.RESULT)
        return post.id

    async def post_failure(self, address: ReplyAddress, failure: FailurePost) -> str:
        self._begin(Wish.FAILURE, address)
        post = self._post(address, marker=failure.marker, content=failure)
        self._end(Wish.FAILURE)
        return post.id

    async def delete_post(self, address: ReplyAddress, message_id: str) -> None:
        self._begin(Wish.DELETE, address)
        post = self._find(message_id)
        if post is not None:
            post.is_deleted = True

    async def post_notice(self, address: ReplyAddress, notice: Notice) -> str:
        self._begin(Wish.NOTICE, address)
        post = self._post(address, marker=notice.marker, content=notice)
        self._end(Wish.NOTICE)
        return post.id

    async def find_place(self, name: str, *, person: Requester) -> ReplyAddress | None:
        owner = self.places.get(name, "")
        if owner is not None and (person.platform, person.id) != (self.name, owner or None):
            return None
        return ReplyAddress(platform=self.name, place=name)

    def _post(
        self,
        address: ReplyAddress,
        *,
        marker: str,
        content: Card | ResultPost | FailurePost | Notice,
        may_stand: bool = True,
    ) -> FakePost:
        for post in self.posts:
            # Who says wrongly that nothing can stand gets it twice.
            if post.marker == marker and may_stand:
                return post
        post = FakePost(str(len(self.posts) + 1), address, marker, content)
        self.posts.append(post)
        return post

    def _find(self, message_id: str | None) -> FakePost | None:
        return next((post for post in self.posts if post.id == message_id), None)

    def _begin(self, wish: Wish, address: ReplyAddress) -> None:
        self.attempts += 1
        _raise_next(self._faults, wish)
        if address.place not in self.places:
            sentence = "This channel is gone."
            raise PlaceUnreachable(sentence, code="place_gone")

    def _end(self, wish: Wish) -> None:
        _raise_next(self._late_faults, wish)


def _raise_next(faults: dict[Wish, deque[Exception]], wish: Wish) -> None:
    waiting = faults.get(wish)
    if waiting:
        raise waiting.popleft()
