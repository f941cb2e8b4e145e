"""The smallest bot on the real client library, for the server's own tests and as a yardstick for measurements."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import discord

from tests.servers.discord.records import Json
from tests.servers.discord.server import LocalDiscord

ANIMATE: Json = {
    "name": "animate",
    "type": 1,
    "description": "Turn a picture into a video",
    "integration_types": [0, 1],
    "contexts": [0, 1, 2],
    "options": [
        {"name": "prompt", "type": 3, "description": "What happens", "required": True},
        {"name": "image", "type": 11, "description": "The first frame"},
        {"name": "seconds", "type": 4, "description": "Length", "choices": [{"name": "5 s", "value": 5}]},
    ],
}
MENU: Json = {"name": "Animate this image", "type": 3}
Answer = Callable[[discord.Interaction], Awaitable[object]]


async def do_nothing(_interaction: discord.Interaction) -> None:
    """Leave an interaction without an answer."""


async def think(interaction: discord.Interaction) -> None:
    """Answer later."""
    await interaction.response.defer(thinking=True)


class BareBot(discord.Client):
    """A client that hands every interaction to one function and keeps what it hears."""

    def __init__(
        self,
        answer: Answer = do_nothing,
        *,
        intents: discord.Intents | None = None,
        heartbeat_timeout_seconds: float = 60,
    ) -> None:
        super().__init__(
            intents=intents or discord.Intents.default(),
            guild_ready_timeout=0.01,
            heartbeat_timeout=heartbeat_timeout_seconds,
            max_messages=None,
        )
        self.answer = answer
        self.heard: list[discord.Message] = []
        self.interactions: list[discord.Interaction] = []

    async def setup_hook(self) -> None:
        """Register the commands."""
        await self.http.bulk_upsert_global_commands(self.application_id or 0, [ANIMATE, MENU])

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Do not wait between two sessions, as there is no service to be polite to."""

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Answer."""
        self.interactions.append(interaction)
        await self.answer(interaction)

    async def on_message(self, message: discord.Message) -> None:
        """Keep a message."""
        self.heard.append(message)


@asynccontextmanager
async def run_bot(server: LocalDiscord, bot: BareBot) -> AsyncIterator[BareBot]:
    """Let a bot listen to a server while the block runs."""
    with server.install_into_client_library():
        async with asyncio.TaskGroup() as group, bot:
            group.create_task(bot.start(server.token))
            await server.ready()
            yield bot
            await bot.close()
