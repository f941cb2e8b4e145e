"""The local Discord as a stage: one member of one server, whose replies from Discord are sometimes lost."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random

from bot.job.card import Action
from tests.end_to_end.stage import SeenCard, find_words
from tests.servers.discord.faults import answer_page, answer_page_after, drop_after, drop_before
from tests.servers.discord.launch import FORGETS_NONCES
from tests.servers.discord.records import Attachment, Channel, Message, MessageFlag, Upload, User
from tests.servers.discord.routes import Route
from tests.servers.discord.server import LocalDiscord, local_discord

_FAULTS = (answer_page, answer_page_after, drop_after, drop_before)
_SHARE_OF_FAULTS = 0.2
_READY_SECONDS = 300.0


class DiscordStage:
    """One member; what they order while nobody listens never happened.

    With `is_forgetful`, Discord knows no nonce any more after a kill, as if the bot had been away for long.
    """

    def __init__(self, discord: LocalDiscord, *, picture: bytes, chance: Random, is_forgetful: bool) -> None:
        self._discord = discord
        self._is_forgetful = is_forgetful
        self._picture = picture
        self._chance = chance
        guild = discord.add_guild("Studio")
        self._channel: Channel = discord.add_channel(guild, "general")
        self._person: User = discord.add_member(guild, "Anna")

    @property
    def name(self) -> str:
        return "discord"

    @property
    def environment(self) -> Mapping[str, str]:
        memory = {FORGETS_NONCES: "1"} if self._is_forgetful else {}
        return {"FLIPBOOK_DISCORD_TOKEN": self._discord.token, **memory}

    @property
    def origins(self) -> Sequence[str]:
        return (self._discord.origin,)

    @property
    def answers(self) -> bool:
        return False

    async def enter(self, _address: str) -> None:
        await self._discord.until(lambda: self._discord.gateway.is_ready, patience_seconds=_READY_SECONDS)
        await self._discord.until(self._discord.commands, patience_seconds=_READY_SECONDS)

    async def leave(self) -> None:
        self._discord.gateway.forget_sessions()
        if self._is_forgetful:
            self._discord.forget_nonces()

    async def offer(self, words: str) -> bool:
        if self._chance.random() < _SHARE_OF_FAULTS:
            route = self._chance.choice([Route.CREATE_MESSAGE, Route.EDIT_MESSAGE])
            self._discord.fail_next(route, self._chance.choice(_FAULTS)())
        upload = Upload(filename="day.png", content=self._picture, content_type="image/png")
        await self._discord.slash(
            "animate",
            {"prompt": f"Slow push in, {words}", "duration": 3},
            user=self._person,
            channel=self._channel,
            attachments={"first": upload},
        )
        # Discord never delivers the same interaction twice, so nobody can ask again.
        return True

    async def read_cards(self) -> Sequence[SeenCard]:
        # Only cards are made of components; announcements and results are not.
        cards = [one for one in self._posts() if MessageFlag.COMPONENTS_V2 in one.flags]
        return [
            SeenCard(words=find_words(one.text), headline=_headline(one), text=one.text, handle=one) for one in cards
        ]

    async def read_results(self) -> Sequence[str]:
        return [find_words(file.description or "") for one in self._posts() for file in _videos(one)]

    async def read_news(self) -> Sequence[str]:
        others = [one for one in self._posts() if MessageFlag.COMPONENTS_V2 not in one.flags and not _videos(one)]
        # The last line is a reference.
        return [one.text for one in others]

    async def press(self, card: SeenCard, action: Action) -> None:
        assert isinstance(card.handle, Message)
        wanted = next(one for one in card.handle.buttons if one["custom_id"].endswith(f":{action.value}"))
        await self._discord.click(card.handle.id, wanted["custom_id"], user=self._person)

    def count_prevented(self) -> int:
        payloads = [call.payload for call in self._discord.calls_to(Route.CREATE_MESSAGE)]
        nonces = [payload["nonce"] for payload in payloads if isinstance(payload, dict) and payload.get("nonce")]
        return len(nonces) - len(set(nonces))

    def _posts(self) -> list[Message]:
        messages = self._discord.messages(self._channel.id)
        return [one for one in messages if one.author is self._discord.bot and not one.is_ephemeral]


def _headline(message: Message) -> str:
    first = message.text.partition("\n")[0]
    return first.strip("-#* ")


def _videos(message: Message) -> list[Attachment]:
    return [file for file in message.attachments if file.filename.endswith(".mp4")]


@asynccontextmanager
async def open_discord_stage(
    picture: Path, *, chance: Random, is_forgetful: bool = False
) -> AsyncIterator[DiscordStage]:
    """Lend a stage on a Discord of its own."""
    content = await asyncio.to_thread(picture.read_bytes)
    async with local_discord(is_validated=False) as discord:
        yield DiscordStage(discord, picture=content, chance=chance, is_forgetful=is_forgetful)
