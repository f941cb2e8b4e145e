"""The local Slack as a stage: one member who calls the bot by name; Slack itself repeats what was not acknowledged."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from bot.job.card import Action
from tests.end_to_end.stage import SeenCard, find_words
from tests.servers.slack.records import USUAL_SCOPES, Message, Upload
from tests.servers.slack.server import LocalSlack, local_slack

_READY_SECONDS = 300.0


class SlackStage:
    """One member of one workspace."""

    def __init__(self, slack: LocalSlack, *, picture: bytes) -> None:
        self._slack = slack
        self._picture = picture
        # Only with this right can a bot find what it posted in the moment before it was killed.
        self._workspace = slack.add_workspace("Acme", scopes=(*USUAL_SCOPES, "channels:history"))
        assert self._workspace.bot is not None
        self._mention = self._workspace.bot.mention
        self._person = slack.add_person(self._workspace, "Anna")
        self._channel = slack.add_channel(self._workspace, "design")

    @property
    def name(self) -> str:
        return "slack"

    @property
    def environment(self) -> Mapping[str, str]:
        return {
            "FLIPBOOK_SLACK_BOT_TOKEN": self._workspace.bot_token,
            "FLIPBOOK_SLACK_APP_TOKEN": self._slack.app.app_token,
        }

    @property
    def origins(self) -> Sequence[str]:
        """Return the addresses of Slack and of its files."""
        return (self._slack.origin, self._slack.files_origin)

    @property
    def answers(self) -> bool:
        return False

    async def enter(self, _address: str) -> None:
        async with asyncio.timeout(_READY_SECONDS):
            await self._slack.ready()

    async def leave(self) -> None:
        self._slack.cut()

    async def offer(self, words: str) -> bool:
        upload = Upload(filename="day.png", content=self._picture)
        text = f"{self._mention} Slow push in, {words}"
        self._slack.say(self._channel, self._person, text, files=[upload])
        return True

    async def read_cards(self) -> Sequence[SeenCard]:
        cards = [one for one in self._posts() if _is_card(one)]
        return [
            SeenCard(words=find_words(_read_words(one)), headline=_headline(one), text=_read_words(one), handle=one)
            for one in cards
        ]

    async def read_results(self) -> Sequence[str]:
        files = [file for one in self._posts() for file in one.files]
        return [find_words(f"{file.alt_txt} {file.title} {file.name}") for file in files]

    async def read_news(self) -> Sequence[str]:
        return [_read_marker(one) for one in self._posts() if one.metadata and not one.files and not _is_card(one)]

    async def press(self, card: SeenCard, action: Action) -> None:
        assert isinstance(card.handle, Message)
        wanted = next(one for one in card.handle.buttons if one["action_id"].endswith(f":{action.value}"))
        self._slack.click(card.handle, wanted["action_id"], person=self._person)

    def count_prevented(self) -> int:
        return 0

    def _posts(self) -> list[Message]:
        return [one for one in self._slack.messages(self._channel) if one.author.is_bot and not one.is_ephemeral]


def _is_card(message: Message) -> bool:
    return _read_marker(message).startswith("card:")


def _read_marker(message: Message) -> str:
    marker: str = (message.metadata or {}).get("event_payload", {}).get("marker", "")
    return marker


def _headline(message: Message) -> str:
    return message.text.partition("\n")[0].strip("*_ ")


def _read_words(message: Message) -> str:
    return f"{message.text}\n{message.blocks}"


@asynccontextmanager
async def open_slack_stage(picture: Path) -> AsyncIterator[SlackStage]:
    """Lend a stage on a Slack of its own."""
    async with local_slack(is_validated=False) as slack:
        yield SlackStage(slack, picture=await asyncio.to_thread(picture.read_bytes))
