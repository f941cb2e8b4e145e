"""Puts the Discord bot together and keeps it running beside everything else."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import aiohttp

from adapters.discord.clicks import Clicks
from adapters.discord.client import ClientParts, FlipbookClient
from adapters.discord.connection import DiscordConnection
from adapters.discord.desk import BudgetDesk, JobDesk, ListRules, NotifyCommand
from adapters.discord.event_gate import Claim, EventGate, claim_everything
from adapters.discord.handlers import RunningHandlers
from adapters.discord.line import Connect, open_line
from adapters.discord.mentions import Mentions
from adapters.discord.orders import Orders
from adapters.discord.picture import CONTENT_HOSTS, ContentServer
from adapters.discord.queries import Queries
from adapters.discord.video_post import VideoPosting

#: So long the bot finishes what it was asked before it hangs up.
_DRAIN_SECONDS = 10.0

OpenLine: TypeAlias = Callable[[], AbstractAsyncContextManager[Connect | None]]


@dataclass(frozen=True, kw_only=True)
class DiscordParts:
    """What the Discord bot works with."""

    connection: DiscordConnection
    videos: VideoPosting
    jobs: JobDesk
    notify: NotifyCommand
    list_rules: ListRules
    help_text: str
    budget: BudgetDesk
    #: Remembers which commands Discord was told.
    command_memory: Path
    #: Returns True in the first process that claims an event.
    claim: Claim = claim_everything
    #: Lends what opens connections to the gateway.
    open_line: OpenLine = open_line
    content_hosts: frozenset[str] = CONTENT_HOSTS
    content_schemes: frozenset[str] = frozenset({"https"})


@asynccontextmanager
async def open_discord(parts: DiscordParts) -> AsyncIterator[None]:
    """Keep the bot connected until the block is left, and finish then what people had asked for.

    A Discord that cannot be reached hinders nothing else.
    """
    handlers = RunningHandlers()
    async with aiohttp.ClientSession() as session, parts.open_line() as connect, asyncio.TaskGroup() as tasks:
        client_parts = _build_parts(parts, session, handlers, connect=connect)
        supervision = tasks.create_task(
            parts.connection.run(lambda: FlipbookClient(client_parts)), name="discord connection"
        )
        try:
            yield
        finally:
            await handlers.drain(within_seconds=_DRAIN_SECONDS)
            await parts.connection.close()
            supervision.cancel()


def _build_parts(
    parts: DiscordParts, session: aiohttp.ClientSession, handlers: RunningHandlers, *, connect: Connect | None
) -> ClientParts:
    server = ContentServer(session=session, hosts=parts.content_hosts, schemes=parts.content_schemes)
    orders = Orders(parts.jobs, server=server)
    gate = EventGate(parts.claim)
    return ClientParts(
        connection=parts.connection,
        orders=orders,
        clicks=Clicks(parts.jobs, orders=orders, videos=parts.videos),
        queries=Queries(
            parts.jobs,
            notify=parts.notify,
            list_rules=parts.list_rules,
            budget=parts.budget,
            help_text=parts.help_text,
        ),
        mentions=Mentions(parts.jobs, orders=orders, gate=gate),
        gate=gate,
        handlers=handlers,
        command_memory=parts.command_memory,
        connect=connect,
    )
