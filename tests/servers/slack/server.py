"""A local Slack over real sockets, and the handle by which tests play the people in it.

How it is used stands at the top of the package.
"""

import asyncio
import secrets
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
from aiohttp import web

from tests.servers.slack.acknowledgements import Acknowledgements
from tests.servers.slack.background import open_background
from tests.servers.slack.chat_pages import ChatPages
from tests.servers.slack.clock import Clock, Mint
from tests.servers.slack.conversation_pages import ConversationPages
from tests.servers.slack.courier import Courier, Patience
from tests.servers.slack.deliveries import Delivery, DeliveryKind
from tests.servers.slack.faults import Fault, Spot, Troubles
from tests.servers.slack.file_host import FileHost
from tests.servers.slack.file_pages import FilePages
from tests.servers.slack.messages import MessageDesk
from tests.servers.slack.methods import Method
from tests.servers.slack.oauth_pages import OauthPages
from tests.servers.slack.people import People
from tests.servers.slack.people_pages import PeoplePages
from tests.servers.slack.rate_limits import RateLimits
from tests.servers.slack.records import App, Call, Channel, Grant, Message, Person, TokenKind, View, Workspace
from tests.servers.slack.response_addresses import ResponseAddresses
from tests.servers.slack.scenery import Scenery
from tests.servers.slack.signed_requests import SignedRequests
from tests.servers.slack.sockets import Farewell, Sockets
from tests.servers.slack.state import World, make_token
from tests.servers.slack.validation import SpecificationViolated, Validation, read_documents
from tests.servers.slack.view_pages import ViewPages
from tests.servers.slack.views import ViewDesk
from tests.servers.slack.web_api import API_PATH, AUTHORIZE_PATH, Pages, WebApi

PATIENCE_SECONDS = 60
APP_NAME = "Flipbook"


@dataclass(frozen=True, kw_only=True)
class LocalSlack(People, Scenery):
    """The handle of a running local Slack."""

    sockets: Sockets
    requests: SignedRequests
    oauth: OauthPages
    files: FileHost
    limits: RateLimits
    troubles: Troubles
    validation: Validation

    @property
    def app(self) -> App:
        """The app: its tokens and secrets, and what it asks for."""
        return self.world.app

    @property
    def clock(self) -> Clock:
        """The server's time, for tests to put forward."""
        return self.world.clock

    @property
    def origin(self) -> str:
        """The address of everything but files, with no path."""
        return self.world.origin

    @property
    def files_origin(self) -> str:
        """The address of the host of files, with no path."""
        return self.world.files_origin

    @property
    def api_url(self) -> str:
        """The base address of the Web API, with the slash that the client library wants."""
        return self.world.origin + API_PATH

    @property
    def authorize_url(self) -> str:
        """The address of the page of consent."""
        return self.world.origin + AUTHORIZE_PATH

    @property
    def deliveries(self) -> list[Delivery]:
        """Everything that the bot was told, in the order in which it was sent."""
        return self.world.deliveries

    @property
    def calls(self) -> list[Call]:
        """Every call of the bot, in the order in which they were answered."""
        return self.world.calls

    def calls_to(self, method: Method) -> list[Call]:
        """List the calls of one method."""
        return [call for call in self.world.calls if call.method == method]

    def events(self, name: str) -> list[Delivery]:
        """List the deliveries of one event."""
        return [one for one in self.world.deliveries if one.payload.get("event", {}).get("type") == name]

    @property
    def violations(self) -> list[str]:
        """What went over the wire against Slack's documents."""
        return self.world.violations

    async def ready(self, *, connections: int = 1) -> None:
        """Wait until the bot listens by Socket Mode."""
        await self.until(lambda: len(self.sockets.open_connections) >= connections)

    async def settled(self) -> None:
        """Wait until everything that the bot was told is answered or given up."""
        await self.until(lambda: all(one.is_over for one in self.world.deliveries))

    async def until(self, predicate: Callable[[], object], *, patience_seconds: float = PATIENCE_SECONDS) -> None:
        """Wait until a condition holds, which may be one about the bot as well."""
        async with asyncio.timeout(patience_seconds):
            await self.world.wait_until(predicate)

    def fail_next(self, spot: Spot, *faults: Fault) -> None:
        """Let the next requests to a method or place go wrong, one after the other."""
        self.troubles.waiting.setdefault(spot, deque()).extend(faults)

    def fail_always(self, spot: Spot, fault: Fault) -> None:
        """Let every request to a method or place go wrong until `recover`."""
        self.troubles.lasting[spot] = fault

    def recover(self) -> None:
        """Let nothing go wrong any more."""
        self.troubles.waiting.clear()
        self.troubles.lasting.clear()

    async def verify_request_url(self) -> bool:
        """Let the bot's address prove itself, as when it is saved in the app's settings."""
        challenge = secrets.token_hex(24)
        body = {"type": "url_verification", "token": self.app.verification_token, "challenge": challenge}
        reply = await self.requests.post(DeliveryKind.EVENT, body)
        return challenge in reply.text

    async def dismiss(self, farewell: Farewell) -> None:
        """Ask every connection to come again, and close it unless that was only a warning."""
        for connection in list(self.sockets.connections):
            await connection.say_goodbye(farewell)
            if farewell is not Farewell.WARNING:
                await connection.socket.close()

    def cut(self) -> None:
        """End every connection without a word."""
        for connection in list(self.sockets.connections):
            connection.cut()

    def deafen(self) -> None:
        """Let the connections that are open now take everything and answer nothing, pings included."""
        for connection in self.sockets.connections:
            connection.is_deaf = True

    def uninstall(self, workspace: Workspace) -> None:
        """Let somebody take the app out of a workspace."""
        self.oauth.leave(workspace.grant)

    def revoke(self, workspace: Workspace) -> None:
        """Let somebody revoke the bot's token in a workspace."""
        self.oauth.revoke_tokens(workspace.grant)

    def take_scopes(self, workspace: Workspace, *scopes: str) -> None:
        """Take scopes away from the bot's token, as if the app had been installed with fewer."""
        if workspace.grant is not None:
            workspace.grant.scopes = tuple(name for name in workspace.grant.scopes if name not in scopes)

    def messages(self, channel: Channel) -> list[Message]:
        """Look at a channel: every message that still stands there, replies and ephemeral ones too, oldest first."""
        return self.world.list_messages(channel)

    def visible_to(self, person: Person, channel: Channel) -> list[Message]:
        """Look at a channel with somebody's eyes, who must be in it."""
        if person not in channel.members:
            return []
        return [one for one in self.world.list_messages(channel) if one.viewer in {None, person}]

    def replies(self, message: Message) -> list[Message]:
        """Look at the thread of a message."""
        return self.world.list_replies(message)

    def home(self, person: Person) -> View | None:
        """Look at somebody's home tab."""
        return self.world.homes.get(person.id)

    def direct_messages(self, person: Person) -> list[Message]:
        """Look at the conversation of somebody with the bot."""
        return self.world.list_messages(self.world.find_direct_channel(person))


@asynccontextmanager
async def local_slack(
    *, limits: RateLimits | None = None, patience: Patience | None = None, is_validated: bool = True
) -> AsyncIterator[LocalSlack]:
    """Serve a local Slack on free loopback ports; without `limits` it lets the bot call as often as it likes.

    Measurements switch the validation off, which costs a part of a millisecond per call.
    """
    slack = _build(limits or RateLimits(), patience or Patience(), is_validated=is_validated)
    runner = web.AppRunner(_build_web_api(slack).build_application(), shutdown_timeout=0.1, access_log=None)
    await runner.setup()
    try:
        for _ in range(2):
            await web.TCPSite(runner, "127.0.0.1", 0).start()
        slack.world.origin, slack.world.files_origin = (
            f"http://{host}:{port}" for host, port in _list_addresses(runner)
        )
        async with aiohttp.ClientSession() as session, open_background() as background:
            slack.courier.background, slack.requests.session = background, session
            yield slack
    finally:
        slack.cut()
        await runner.cleanup()
    if slack.violations:
        raise SpecificationViolated("\n".join(slack.violations))


def _list_addresses(runner: web.AppRunner) -> list[tuple[str, int]]:
    return [(address[0], address[1]) for address in runner.addresses]


def _build(limits: RateLimits, patience: Patience, *, is_validated: bool) -> LocalSlack:
    clock = Clock()
    world = World(app=_build_app(Mint(clock)), clock=clock, mint=Mint(clock))
    world.grants[world.app.app_token] = Grant(
        token=world.app.app_token, kind=TokenKind.APP, workspace=None, scopes=("connections:write",)
    )
    validation = Validation(world.violations, read_documents() if is_validated else None)
    sockets, requests = Sockets(world=world), SignedRequests(world=world)
    courier = Courier(world=world, sockets=sockets, requests=requests, validation=validation, patience=patience)
    desk, views = (
        MessageDesk(world=world, courier=courier),
        ViewDesk(world=world, trigger_seconds=patience.trigger_seconds),
    )
    responses = ResponseAddresses(world=world, desk=desk)
    courier.listeners.append(Acknowledgements(world=world, views=views, responses=responses).apply)
    return LocalSlack(
        world=world,
        courier=courier,
        desk=desk,
        views=views,
        responses=responses,
        sockets=sockets,
        requests=requests,
        oauth=OauthPages(world=world, courier=courier),
        files=FileHost(world=world),
        limits=limits,
        troubles=Troubles(),
        validation=validation,
    )


def _build_app(mint: Mint) -> App:
    app_id = mint.make_id("A")
    return App(
        id=app_id,
        name=APP_NAME,
        client_id=f"{secrets.randbelow(10**12)}.{secrets.randbelow(10**12)}",
        client_secret=secrets.token_hex(16),
        signing_secret=secrets.token_hex(16),
        verification_token=secrets.token_hex(12),
        app_token=make_token(TokenKind.APP, f"1-{app_id}"),
    )


def _build_web_api(slack: LocalSlack) -> WebApi:
    world = slack.world
    handlers = (
        ChatPages(world=world, desk=slack.desk).list_handlers()
        | ConversationPages(world=world).list_handlers()
        | FilePages(world=world, desk=slack.desk, host=slack.files).list_handlers()
        | PeoplePages(world=world, sockets=slack.sockets).list_handlers()
        | ViewPages(world=world, views=slack.views).list_handlers()
        | slack.oauth.list_handlers()
    )
    pages = Pages(
        handlers=handlers,
        sockets=slack.sockets,
        files=slack.files,
        oauth=slack.oauth,
        responses=slack.responses,
    )
    return WebApi(
        world=world,
        pages=pages,
        validation=slack.validation,
        limits=slack.limits,
        troubles=slack.troubles,
    )
