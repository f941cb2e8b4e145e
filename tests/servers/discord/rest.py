"""The REST side as one web application: every request passes token, faults, limits and validation here."""

import json
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

from aiohttp import web
from aiohttp.typedefs import Middleware

from tests.servers.discord.applications import ApplicationPages
from tests.servers.discord.cdn import Cdn
from tests.servers.discord.channels import ChannelPages, MessagePages
from tests.servers.discord.errors import INVALID_FORM, NOT_FOUND, UNAUTHORIZED, Refused
from tests.servers.discord.faults import Fault, Handler
from tests.servers.discord.forms import Form, read_form
from tests.servers.discord.gateway import Gateway
from tests.servers.discord.interactions import InteractionPages
from tests.servers.discord.messages import MessageDesk
from tests.servers.discord.rate_limits import RateLimits
from tests.servers.discord.records import Call
from tests.servers.discord.routes import INTERACTION_ROUTES, Route
from tests.servers.discord.state import World
from tests.servers.discord.validation import Validation

BASE_PATH = "/api/v10"
MAX_REQUEST_BYTES = 600 * 1024 * 1024


@dataclass
class Troubles:
    """What is to go wrong, by route."""

    waiting: dict[Route, deque[Fault]] = field(default_factory=dict)
    lasting: dict[Route, Fault] = field(default_factory=dict)

    def find(self, route: Route) -> Fault | None:
        """Take the next fault of a route."""
        waiting = self.waiting.get(route)
        return waiting.popleft() if waiting else self.lasting.get(route)


@dataclass(frozen=True, kw_only=True)
class Rest:
    """The REST side."""

    world: World
    cdn: Cdn
    gateway: Gateway
    desk: MessageDesk
    validation: Validation
    limits: RateLimits
    troubles: Troubles

    def build_application(self) -> web.Application:
        """Build the web application."""
        app = web.Application(middlewares=[self._build_middleware()], client_max_size=MAX_REQUEST_BYTES)
        for route, handler in self._list_handlers().items():
            app.router.add_route(route.method, BASE_PATH + route.path, handler, name=route.name)
        app.router.add_get("/gateway", self.gateway.serve)
        app.router.add_get("/gateway/", self.gateway.serve)
        for folder in ("attachments", "ephemeral-attachments", "stickers"):
            app.router.add_get(f"/{folder}/{{rest:.+}}", self.cdn.serve)
        app.router.add_route("*", BASE_PATH + "/{rest:.*}", _answer_unknown)
        return app

    def _list_handlers(self) -> Mapping[Route, Handler]:
        messages = MessagePages(world=self.world, cdn=self.cdn, desk=self.desk)
        return (
            _list_application_handlers(ApplicationPages(world=self.world))
            | _list_message_handlers(messages, ChannelPages(world=self.world, messages=messages))
            | _list_interaction_handlers(InteractionPages(world=self.world, cdn=self.cdn, desk=self.desk))
        )

    def _build_middleware(self) -> Middleware:
        @web.middleware
        async def pass_through(request: web.Request, handler: Handler) -> web.StreamResponse:
            name = request.match_info.route.name
            if name is None:
                return await handler(request)
            return await self._answer(Route[name], request, handler)

        return pass_through

    async def _answer(self, route: Route, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Answer a request, with everything that may come in between."""
        try:
            form = await read_form(request)
        except Refused as refusal:
            return refusal.row.build_response(refusal.errors)
        fault = self.troubles.find(route)

        async def answer_well(request: web.Request) -> web.StreamResponse:
            return await self._answer_well(route, request, handler, form)

        response = await (fault(request, answer_well) if fault else answer_well(request))
        self._note_call(route, request, form, response)
        return response

    async def _answer_well(
        self, route: Route, request: web.Request, handler: Handler, form: Form
    ) -> web.StreamResponse:
        if route not in INTERACTION_ROUTES and request.headers.get("Authorization") != f"Bot {self.world.token}":
            return UNAUTHORIZED.build_response()
        headers, too_many = self.limits.take(route, request)
        if too_many is not None:
            too_many.headers.update(headers)
            return too_many
        if self.validation.check_request(route, form.payload):
            return INVALID_FORM.build_response()
        try:
            response = await handler(request)
        except Refused as refusal:
            response = refusal.row.build_response(refusal.errors)
        except Exception as error:
            # A fault of this server must not pass for one that the bot is to live with.
            self.world.violations.append(f"the server broke at {route}: {error!r}")
            raise
        response.headers.update(headers)
        self._check_answer(route, response)
        return response

    def _check_answer(self, route: Route, response: web.StreamResponse) -> None:
        body = response.body if isinstance(response, web.Response) else None
        payload = json.loads(body) if isinstance(body, bytes) and body else None
        self.validation.check_answer(route, response.status, payload)

    def _note_call(self, route: Route, request: web.Request, form: Form, response: web.StreamResponse) -> None:
        self.world.calls.append(
            Call(
                at=self.world.clock.now(),
                route=route,
                method=request.method,
                path=request.path.removeprefix(BASE_PATH),
                headers=dict(request.headers),
                payload=form.payload,
                filenames=[file.filename for file in form.files.values()],
                status=response.status,
                answer_headers=dict(response.headers),
            )
        )
        self.world.note_change()


async def _answer_unknown(_request: web.Request) -> web.Response:
    return NOT_FOUND.build_response()


def _list_application_handlers(pages: ApplicationPages) -> dict[Route, Handler]:
    return {
        Route.GATEWAY: pages.read_gateway,
        Route.BOT_GATEWAY: pages.read_bot_gateway,
        Route.SELF: pages.read_self,
        Route.OWN_GUILDS: pages.list_guilds,
        Route.USER: pages.read_user,
        Route.APPLICATION: pages.read_application,
        Route.OAUTH_APPLICATION: pages.read_application,
        Route.LIST_COMMANDS: pages.list_commands,
        Route.REPLACE_COMMANDS: pages.replace_commands,
        Route.ADD_COMMAND: pages.add_command,
        Route.READ_COMMAND: pages.read_command,
        Route.REMOVE_COMMAND: pages.remove_command,
        Route.LIST_GUILD_COMMANDS: pages.list_commands,
        Route.REPLACE_GUILD_COMMANDS: pages.replace_commands,
        Route.ADD_GUILD_COMMAND: pages.add_command,
        Route.GUILD: pages.read_guild,
        Route.GUILD_ROLES: pages.list_roles,
        Route.GUILD_CHANNELS: pages.list_channels,
        Route.GUILD_MEMBER: pages.read_member,
    }


def _list_message_handlers(messages: MessagePages, channels: ChannelPages) -> dict[Route, Handler]:
    return {
        Route.CHANNEL: channels.read,
        Route.CHANGE_CHANNEL: channels.change,
        Route.START_THREAD: channels.start_thread,
        Route.START_MESSAGE_THREAD: channels.start_thread_from_message,
        Route.OPEN_DIRECT: channels.open_direct,
        Route.LIST_MESSAGES: messages.list_messages,
        Route.CREATE_MESSAGE: messages.create,
        Route.READ_MESSAGE: messages.read,
        Route.EDIT_MESSAGE: messages.edit,
        Route.DELETE_MESSAGE: messages.delete,
        Route.REACT: messages.react,
        Route.TYPING: messages.type,
    }


def _list_interaction_handlers(pages: InteractionPages) -> dict[Route, Handler]:
    return {
        Route.CALLBACK: pages.callback,
        Route.FOLLOW_UP: pages.follow_up,
        Route.READ_RESPONSE: pages.read,
        Route.EDIT_RESPONSE: pages.edit,
        Route.DELETE_RESPONSE: pages.delete,
    }
