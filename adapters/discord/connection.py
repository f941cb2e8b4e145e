"""The supervised connection to Discord: one client after the other, each built anew when the last one ended."""

import asyncio
import logging
import threading
from collections.abc import Callable

import aiohttp
import discord
from discord.gateway import KeepAliveHandler
from pydantic import SecretStr

from adapters.discord.asked_servers import AskedServers
from bot.errors import ServiceBusy
from bot.messages import discord as sentences

logger = logging.getLogger(__name__)

_LOGIN_SECONDS = 20.0
_FIRST_PAUSE_SECONDS = 1.0
_LONGEST_PAUSE_SECONDS = 300.0
#: A client that lived this long shows that nothing is wrong for good.
_HEALTHY_SECONDS = 120.0


class DiscordConnection:
    """Keeps a client connected, and lends it to whoever posts."""

    def __init__(self, token: SecretStr, *, first_pause_seconds: float = _FIRST_PAUSE_SECONDS) -> None:
        """Use `token` from the first `run` on; wait `first_pause_seconds` before the first new try, then longer."""
        self._token = token
        self._first_pause_seconds = first_pause_seconds
        self._client: discord.AutoShardedClient | None = None
        self._logged_in = asyncio.Event()
        self._newest: discord.AutoShardedClient | None = None
        self._is_closed = False
        self._asked_servers = AskedServers()

    @property
    def is_connected(self) -> bool:
        """Tell whether there is a client that is logged in now and whose lines to the gateway, if it has any, stand."""
        client = self._client
        if client is None or client.is_closed():
            return False
        return not any(shard.is_closed() for shard in client.shards.values())

    async def lend_client(self) -> discord.AutoShardedClient:
        """Return the client that is logged in; raise `ServiceBusy` when there is none for a while."""
        try:
            async with asyncio.timeout(_LOGIN_SECONDS):
                await self._logged_in.wait()
        except TimeoutError as error:
            raise ServiceBusy(sentences.busy(), code="discord_disconnected") from error
        if self._client is None or self._client.is_closed():
            raise ServiceBusy(sentences.busy(), code="discord_disconnected")
        return self._client

    async def open_channel(self, channel_id: int) -> discord.PartialMessageable:
        """Return a channel or thread to post in; nothing is asked of Discord for it."""
        client = await self.lend_client()
        return client.get_partial_messageable(channel_id)

    async def find_guild(self, tenant: str) -> discord.Guild | None:
        """Return the server of an address, or None for direct messages and servers that we left."""
        if not tenant:
            return None
        client = await self.lend_client()
        guild = client.get_guild(int(tenant))
        # A client that listens knows all servers there are; one that only posts or has just come does not.
        if (guild is not None and not guild.unavailable) or client.is_ready():
            return guild
        return await self._asked_servers.find(client, int(tenant))

    def greet(self, client: discord.AutoShardedClient) -> None:
        """Lend this client from now on; clients call it once they are logged in."""
        self._client = client
        self._logged_in.set()

    async def close(self) -> None:
        """Hang up and let `run` build no further client.

        Cancelling `run` alone is not enough: a client that is about to reconnect swallows it and lives on.
        """
        self._is_closed = True
        if self._newest is not None:
            await self._newest.close()

    async def run(self, build_client: Callable[[], discord.AutoShardedClient]) -> None:
        """Keep a client connected until closed and cancelled; return when Discord refuses the token."""
        pause_seconds = self._first_pause_seconds
        clock = asyncio.get_running_loop().time
        while not self._is_closed:
            began = clock()
            try:
                await self._live(build_client())
            except (discord.LoginFailure, discord.PrivilegedIntentsRequired):
                logger.critical(sentences.token_refused_log())
                return
            except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
                logger.warning("The connection to Discord ended: %s", type(error).__name__)
            except Exception:
                # One payload that the library cannot read ends its client; the next client reads on.
                logger.exception("The Discord client broke")
            if self._is_closed:
                return
            if clock() - began > _HEALTHY_SECONDS:
                pause_seconds = self._first_pause_seconds
            await asyncio.sleep(pause_seconds)
            pause_seconds = min(pause_seconds * 2, _LONGEST_PAUSE_SECONDS)

    async def _live(self, client: discord.AutoShardedClient) -> None:
        self._newest = client
        try:
            async with client:
                await client.start(self._token.get_secret_value())
        finally:
            self._logged_in.clear()
            self._client = None
            await _close_lost_lines(client)


async def _close_lost_lines(client: discord.AutoShardedClient) -> None:
    """Close the lines that broke while they were being opened; the library forgets them, but not their heartbeats."""
    for heart in threading.enumerate():
        # Nothing but the heartbeat still knows such a line, and nothing but this says whose it was.
        if isinstance(heart, KeepAliveHandler) and heart.ws._connection is client._connection:  # noqa: SLF001
            heart.stop()
            await heart.ws.close()
