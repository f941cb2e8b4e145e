"""The client: what Discord tells us, sent to whoever deals with it. It keeps nothing and decides nothing."""

import logging
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import discord

from adapters.discord.clicks import Clicks
from adapters.discord.command_sync import sync_commands
from adapters.discord.commands import CommandParts, FlipbookTree, add_commands, limit_to_installs
from adapters.discord.connection import DiscordConnection
from adapters.discord.custom_ids import FormId, JobButtonId, parse_custom_id
from adapters.discord.event_gate import EventGate
from adapters.discord.handlers import RunningHandlers
from adapters.discord.languages import CommandTranslator
from adapters.discord.line import Connect, adapt_to_library
from adapters.discord.mentions import Mentions
from adapters.discord.orders import Orders
from adapters.discord.queries import Queries
from adapters.discord.reply import say_at_once
from bot.messages import discord as sentences

logger = logging.getLogger(__name__)

#: A call that would have to wait longer for Discord's limits fails instead, and is made again later.
_LONGEST_WAIT_SECONDS = 30.0


@dataclass(frozen=True, kw_only=True)
class ClientParts:
    """Who deals with what Discord tells us."""

    connection: DiscordConnection
    orders: Orders
    clicks: Clicks
    queries: Queries
    mentions: Mentions
    handlers: RunningHandlers
    #: Remembers which commands Discord was told.
    command_memory: Path
    #: Keeps other processes that hear the same from answering too.
    gate: EventGate = field(default_factory=EventGate)
    #: Opens connections to the gateway; None leaves that to the library.
    connect: Connect | None = None


class FlipbookClient(discord.AutoShardedClient):
    """A client without privileged intents and without caches of messages and members."""

    def __init__(self, parts: ClientParts) -> None:
        """Send everything to `parts`."""
        super().__init__(
            intents=discord.Intents(guilds=True, guild_messages=True, dm_messages=True),
            allowed_mentions=discord.AllowedMentions.none(),
            chunk_guilds_at_startup=False,
            member_cache_flags=discord.MemberCacheFlags.none(),
            max_messages=None,
            max_ratelimit_timeout=_LONGEST_WAIT_SECONDS,
        )
        self._parts = parts
        if parts.connect is not None:
            connect = adapt_to_library(parts.connect, user_agent=self.http.user_agent)
            # The library has no other place where one can say who opens its connections.
            self.http.ws_connect = connect  # type: ignore[assignment,method-assign] # it uses five names of a socket
        self._tree = FlipbookTree(self, handlers=parts.handlers, gate=parts.gate)
        add_commands(self._tree, CommandParts(orders=parts.orders, queries=parts.queries))

    async def setup_hook(self) -> None:
        """Begin to post, and tell Discord the commands."""
        self._parts.connection.greet(self)
        limit_to_installs(self._tree, self.application)
        await self._tree.set_translator(CommandTranslator())
        await sync_commands(self._tree, memory=self._parts.command_memory)

    async def on_ready(self) -> None:
        """Say in the log where we are."""
        logger.info("Discord: connected, in %s servers", len(self.guilds))

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Send clicks and forms to whoever deals with them; the library sends commands itself."""
        if interaction.type not in {discord.InteractionType.component, discord.InteractionType.modal_submit}:
            return
        data: Any = interaction.data or {}
        custom_id = parse_custom_id(str(data.get("custom_id", "")))
        if custom_id is None or not await self._may_answer(interaction, custom_id):
            return
        if not self._parts.handlers.join():
            await say_at_once(interaction, sentences.leaving())
        elif isinstance(custom_id, JobButtonId):
            await self._parts.clicks.take(interaction, custom_id)
        elif isinstance(custom_id, FormId):
            await self._parts.orders.take_form(interaction, custom_id)

    async def _may_answer(self, interaction: discord.Interaction, custom_id: JobButtonId | FormId) -> bool:
        is_foreign = isinstance(custom_id, FormId) and not self._parts.orders.knows_form(custom_id)
        return await self._parts.gate.may_answer(interaction.id, leaves_to_others=is_foreign)

    async def on_message(self, message: discord.Message) -> None:
        """Listen to those who speak to us."""
        await self._parts.mentions.hear(message, me=self.user, is_leaving=not self._parts.handlers.join())

    async def on_error(self, event_method: str, /, *_: object, **__: object) -> None:
        """Log what nobody foresaw."""
        logger.error("Discord's event %s could not be dealt with", event_method, exc_info=sys.exception())
