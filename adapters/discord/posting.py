"""Posting to Discord without listening to it: for processes that finish jobs while another one talks to people."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import discord

from adapters.discord.connection import DiscordConnection

#: A call that would have to wait longer for Discord's limits fails instead, and is made again later.
_LONGEST_WAIT_SECONDS = 30.0


class PostingClient(discord.AutoShardedClient):
    """A client that logs in and never opens the gateway."""

    def __init__(self, connection: DiscordConnection) -> None:
        """Let `connection` lend this client."""
        super().__init__(
            # The library complains about less.
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            max_ratelimit_timeout=_LONGEST_WAIT_SECONDS,
        )
        self._flipbook_connection = connection
        self._left = asyncio.Event()

    async def setup_hook(self) -> None:
        """Begin to post."""
        self._flipbook_connection.greet(self)

    async def connect(self, *, reconnect: bool = True) -> None:
        """Stay logged in until closed, in place of opening the gateway."""
        del reconnect
        await self._left.wait()

    async def close(self) -> None:
        """Log out."""
        self._left.set()
        await super().close()


@asynccontextmanager
async def open_discord_posting(connection: DiscordConnection) -> AsyncIterator[None]:
    """Stay logged in until the block is left; a Discord that cannot be reached hinders nothing else."""
    async with asyncio.TaskGroup() as tasks:
        supervision = tasks.create_task(connection.run(lambda: PostingClient(connection)), name="discord posting")
        try:
            yield
        finally:
            await connection.close()
            supervision.cancel()
