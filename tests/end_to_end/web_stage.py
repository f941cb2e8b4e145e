"""The chat page as a stage: one person who asks again, under the same event, whatever was not answered."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import ClientError, ClientSession, ClientTimeout, CookieJar

from bot.job.card import Action
from tests.end_to_end.chat_person import ChatPerson, Json
from tests.end_to_end.stage import SeenCard, find_words

_CALL_SECONDS = 30.0
_MOST_PAGES = 1000


class WebStage:
    """One browser; its cookie outlives every restart."""

    def __init__(self, session: ClientSession, *, picture: Path) -> None:
        self._session = session
        self._picture = picture
        self._person: ChatPerson | None = None

    @property
    def name(self) -> str:
        return "web"

    @property
    def environment(self) -> Mapping[str, str]:
        return {}

    @property
    def origins(self) -> Sequence[str]:
        return ()

    @property
    def answers(self) -> bool:
        return True

    async def enter(self, address: str) -> None:
        self._person = ChatPerson(self._session, address)
        await self._person.sign_in()

    async def leave(self) -> None:
        self._person = None

    async def offer(self, words: str) -> bool:
        if self._person is None:
            return False
        options = {"prompt": f"Slow push in, {words}", "duration": "3"}
        try:
            status, answer = await self._person.try_animate(options, {"first": self._picture}, event_id=words)
        except (ClientError, TimeoutError):
            return False
        # Something that the bot depends on may be away.
        assert status in {200, 503}, answer
        return status == 200

    async def read_cards(self) -> Sequence[SeenCard]:
        messages = [one for one in await self._read_all() if one["kind"] == "card"]
        return [
            SeenCard(
                words=find_words(one["prompt"]),
                headline=one["text"],
                text="\n".join([one["text"], *one["notes"]]),
                handle=one["job_id"],
            )
            for one in messages
        ]

    async def read_results(self) -> Sequence[str]:
        return [find_words(one["alt"]) for one in await self._read_all() if one["kind"] == "result"]

    async def read_news(self) -> Sequence[str]:
        others = [one for one in await self._read_all() if one["kind"] == "notice"]
        return [f"{one.get('job_id')} {one['text']}" for one in others]

    async def press(self, card: SeenCard, action: Action) -> None:
        assert self._person is not None
        status, answer = await self._person.act(str(card.handle), action.value)
        # Being told that nothing can be done is an answer too.
        assert status < 500, answer

    def count_prevented(self) -> int:
        return 0

    async def _read_all(self) -> list[Json]:
        """Read the whole channel, page by page, newest first."""
        assert self._person is not None
        found: list[Json] = []
        for _ in range(_MOST_PAGES):
            page = await self._person.read_messages(before=found[-1]["id"] if found else None)
            if not page:
                break
            found += reversed(page)
        return found


@asynccontextmanager
async def open_web_stage(picture: Path) -> AsyncIterator[WebStage]:
    """Lend a stage with a browser of its own."""
    timeout = ClientTimeout(total=_CALL_SECONDS)
    async with ClientSession(cookie_jar=CookieJar(unsafe=True), timeout=timeout) as session:
        yield WebStage(session, picture=picture)
