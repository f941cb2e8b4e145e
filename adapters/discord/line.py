"""Keeps the process that listens to Discord: starts it when a connection is wanted, and takes it down with us.

What is on a connection is the library's business. That this process acknowledges interactions, each of which says so
when it comes, is all that differs from a connection of our own.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Protocol

import aiohttp
from discord.http import Route

from adapters.discord import line_process
from adapters.discord.line_account import LineAccount
from adapters.discord.line_exchange import LineExchange
from adapters.discord.line_socket import LineSocket
from adapters.line.listener import start_listener

logger = logging.getLogger(__name__)

#: A process that needs longer to connect hangs, since it gives up itself before.
_OPEN_SECONDS = 45.0
_STOP_SECONDS = 10.0


class Connect(Protocol):
    """Opens connections to the gateway."""

    async def __call__(self, address: str, *, user_agent: str) -> LineSocket:
        """Connect; raise `ClientConnectionError` where that fails."""


class DiscordLine:
    """Opens connections to the gateway in a process of their own; made by `open_line`."""

    def __init__(self, tasks: asyncio.TaskGroup) -> None:
        """Have tasks of `tasks` listen to the process."""
        self._tasks = tasks
        self._exchange: LineExchange | None = None
        self._listening: asyncio.Task[None] | None = None
        self._starting = asyncio.Lock()
        self._is_closed = False

    @property
    def process_id(self) -> int | None:
        """The id of the process that listens, or of the last one that did."""
        return None if self._exchange is None else self._exchange.process_id

    async def __call__(self, address: str, *, user_agent: str) -> LineSocket:
        """Connect to the gateway; raise `ClientConnectionError` where that fails."""
        exchange = await self._lend_exchange(user_agent)
        try:
            async with asyncio.timeout(_OPEN_SECONDS):
                return await exchange.open(address)
        except TimeoutError as error:
            logger.warning("The process that listens to Discord hangs and is ended")
            exchange.kill()
            message = "the process that listens to Discord does not answer"
            raise aiohttp.ClientConnectionError(message) from error

    async def close(self) -> None:
        """Hang up everything, open nothing more, and return when the process has ended."""
        self._is_closed = True
        if self._exchange is None or self._listening is None:
            return
        self._exchange.hang_up()
        _, unfinished = await asyncio.wait([self._listening], timeout=_STOP_SECONDS)
        if unfinished:
            logger.warning("The process that listens to Discord did not end in time and is killed")
            self._exchange.kill()

    async def _lend_exchange(self, user_agent: str) -> LineExchange:
        """Return the process that listens, started now if there is none."""
        async with self._starting:
            if self._is_closed:
                message = "the bot is leaving"
                raise aiohttp.ClientConnectionError(message)
            if self._exchange is None or self._exchange.is_over:
                account = LineAccount(api_url=Route.BASE, user_agent=user_agent, log_level=logger.getEffectiveLevel())
                self._exchange = LineExchange(await start_listener(line_process), account)
                self._listening = self._tasks.create_task(self._exchange.run(), name="discord line")
            return self._exchange


@asynccontextmanager
async def open_line() -> AsyncIterator[Connect]:
    """Lend what opens connections in a process of their own; leaving the block ends it."""
    async with asyncio.TaskGroup() as tasks:
        line = DiscordLine(tasks)
        try:
            yield line
        finally:
            await line.close()


#: What the library calls to open a connection, by the address and with what it has to say about compression.
LibraryConnect = Callable[..., Awaitable[LineSocket]]


def adapt_to_library(connect: Connect, *, user_agent: str) -> LibraryConnect:
    """Return `connect` as the library calls it."""

    async def open_socket(url: str, *, compress: int = 0) -> LineSocket:
        del compress
        return await connect(url, user_agent=user_agent)

    return open_socket
