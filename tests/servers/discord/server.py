"""A local Discord over real sockets, and the handle by which tests play the people in it.

    async with local_discord() as discord:
        guild = discord.add_guild("Studio")
        channel = discord.add_channel(guild, "general")
        anna = discord.add_member(guild, "Anna")
        with discord.install_into_client_library():
            ...  # start the bot with discord.token, then: await discord.ready()
            interaction = await discord.slash("animate", {"prompt": "waves"}, user=anna, channel=channel)
            await discord.until(lambda: interaction.is_acknowledged)

Whatever breaks the vendor's documents, the bot's requests or the server's own answers, fails the block at its end.
"""

import asyncio
import secrets
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, asynccontextmanager
from dataclasses import dataclass

from aiohttp import web

from tests.servers.discord.cdn import Cdn
from tests.servers.discord.client_library import install_into_client_library
from tests.servers.discord.clock import Clock, SnowflakeMint
from tests.servers.discord.faults import Fault
from tests.servers.discord.gateway import Gateway
from tests.servers.discord.messages import MessageDesk
from tests.servers.discord.people import People
from tests.servers.discord.rate_limits import RateLimits
from tests.servers.discord.records import (
    Call,
    Edit,
    Guild,
    Json,
    Message,
    User,
)
from tests.servers.discord.rest import BASE_PATH, Rest, Troubles
from tests.servers.discord.routes import Route
from tests.servers.discord.scenery import Scenery
from tests.servers.discord.state import World
from tests.servers.discord.validation import SpecificationViolated, Validation, read_documents

PATIENCE_SECONDS = 60
BOT_NAME = "Flipbook"


@dataclass(frozen=True, kw_only=True)
class LocalDiscord(People, Scenery):
    """The handle of a running local Discord."""

    limits: RateLimits
    troubles: Troubles
    validation: Validation

    @property
    def token(self) -> str:
        """The bot's token."""
        return self.world.token

    @property
    def application_id(self) -> int:
        """The id of the application, which is the bot's as well."""
        return self.world.application_id

    @property
    def bot(self) -> User:
        """The bot as others see it."""
        return self.world.bot

    @property
    def clock(self) -> Clock:
        """The server's time, for tests to put forward."""
        return self.world.clock

    @property
    def origin(self) -> str:
        """The address below which files are served, with no path."""
        return self.world.origin

    @property
    def rest_url(self) -> str:
        """The base address of REST."""
        return self.world.origin + BASE_PATH

    @property
    def gateway_url(self) -> str:
        """The address of the gateway."""
        return self.world.origin.replace("http", "ws", 1) + "/gateway"

    @property
    def calls(self) -> list[Call]:
        """Every request of the bot, in the order in which they were answered."""
        return self.world.calls

    def calls_to(self, route: Route) -> list[Call]:
        """List the requests to one route."""
        return [call for call in self.world.calls if call.route == route]

    @property
    def violations(self) -> list[str]:
        """What went over the wire against the vendor's documents."""
        return self.world.violations

    @property
    def invalid_requests(self) -> int:
        """How many answers counted towards the ban of the bot's address."""
        return sum(call.counts_as_invalid for call in self.world.calls)

    def forget_nonces(self) -> None:
        """Recognise no message that was sent so far when it is sent again, as Discord does after some minutes."""
        for message in self.world.messages.values():
            message.nonce = None

    def install_into_client_library(self) -> AbstractContextManager[None]:
        """Let discord.py talk to this server while the block runs."""
        return install_into_client_library(rest_url=self.rest_url, gateway_url=self.gateway_url)

    async def ready(self) -> None:
        """Wait until the bot listens and has read who and where it is."""
        await self.until(lambda: self.gateway.is_ready)
        await self.settled()

    async def settled(self) -> None:
        """Wait until the bot has read every event so far, by asking for a heartbeat that says how far it is."""
        await self.gateway.ask_for_heartbeats()
        await self.until(lambda: self.gateway.is_heard)

    async def until(self, predicate: Callable[[], object], *, patience_seconds: float = PATIENCE_SECONDS) -> None:
        """Wait until a condition holds, which may be one about the bot as well."""
        async with asyncio.timeout(patience_seconds):
            await self.world.wait_until(predicate)

    def fail_next(self, route: Route, *faults: Fault) -> None:
        """Let the next requests to a route go wrong, one after the other."""
        self.troubles.waiting.setdefault(route, deque()).extend(faults)

    def fail_always(self, route: Route, fault: Fault) -> None:
        """Let every request to a route go wrong until `recover`."""
        self.troubles.lasting[route] = fault

    def recover(self) -> None:
        """Let nothing go wrong any more."""
        self.troubles.waiting.clear()
        self.troubles.lasting.clear()

    async def delete(self, message_id: int) -> None:
        """Let somebody delete a message."""
        await self.desk.delete(self.world.messages[message_id])

    def message(self, message_id: int) -> Message:
        """Look at a message."""
        return self.world.messages[message_id]

    def messages(self, channel_id: int) -> list[Message]:
        """Look at a channel: every message that still stands there, ephemeral ones too, oldest first."""
        return self.world.list_messages(self.world.channels[channel_id])

    def edits(self, message_id: int) -> list[Edit]:
        """Look at what a message has been, beginning with its first form."""
        return self.world.edits.get(message_id, [])

    def commands(self, guild: Guild | None = None) -> list[Json]:
        """Look at the registered commands."""
        return self.world.commands.get(guild.id if guild else None, [])


@asynccontextmanager
async def local_discord(*, limits: RateLimits | None = None, is_validated: bool = True) -> AsyncIterator[LocalDiscord]:
    """Serve a local Discord on a free loopback port; without `limits` it has patience without end.

    Measurements switch the validation off, which costs a part of a millisecond per message.
    """
    discord = _build(limits or RateLimits(), is_validated=is_validated)
    rest = Rest(
        world=discord.world,
        cdn=discord.cdn,
        gateway=discord.gateway,
        desk=discord.desk,
        validation=discord.validation,
        limits=discord.limits,
        troubles=discord.troubles,
    )
    runner = web.AppRunner(rest.build_application(), shutdown_timeout=0.1, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        discord.world.origin = f"http://{host}:{port}"
        yield discord
    finally:
        discord.gateway.drop()
        await runner.cleanup()
    if discord.violations:
        raise SpecificationViolated("\n".join(discord.violations))


def _build(limits: RateLimits, *, is_validated: bool) -> LocalDiscord:
    clock = Clock()
    mint = SnowflakeMint(clock)
    bot = User(id=mint.mint(), name=BOT_NAME, is_bot=True)
    maker = User(id=mint.mint(), name="Maker")
    token = f"{secrets.token_hex(12)}.{secrets.token_hex(3)}.{secrets.token_hex(19)}"
    world = World(application_id=bot.id, token=token, clock=clock, mint=mint, bot=bot, maker=maker)
    world.users |= {bot.id: bot, maker.id: maker}
    validation = Validation(world.violations, read_documents() if is_validated else None)
    cdn = Cdn(world=world)
    gateway = Gateway(world, validation.check_event)
    desk = MessageDesk(world=world, cdn=cdn, gateway=gateway)
    return LocalDiscord(
        world=world,
        cdn=cdn,
        gateway=gateway,
        desk=desk,
        limits=limits,
        troubles=Troubles(),
        validation=validation,
    )
