"""The Web API and the other addresses as one web application: every call passes faults, token, scopes and limits."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import web

from tests.servers.slack.answers import build_json
from tests.servers.slack.arguments import Arguments, read_arguments, read_bearer
from tests.servers.slack.calls import ApiCall, Handler
from tests.servers.slack.errors import Refused, refuse
from tests.servers.slack.faults import Troubles, WebHandler, build_too_many
from tests.servers.slack.file_host import FileHost
from tests.servers.slack.methods import ROWS, Method, Place, Row
from tests.servers.slack.oauth_pages import OauthPages
from tests.servers.slack.organisations import locate_call
from tests.servers.slack.rate_limits import RateLimits
from tests.servers.slack.records import Call, Grant, Json, TokenKind
from tests.servers.slack.response_addresses import ResponseAddresses
from tests.servers.slack.sockets import Sockets
from tests.servers.slack.state import World
from tests.servers.slack.validation import Validation

API_PATH = "/api/"
AUTHORIZE_PATH = "/oauth/v2/authorize"
MAX_REQUEST_BYTES = 1024**3
BAD_REQUEST = 400


@dataclass(frozen=True, kw_only=True)
class Pages:
    """What stands behind the addresses."""

    handlers: Mapping[Method, Handler]
    sockets: Sockets
    files: FileHost
    oauth: OauthPages
    responses: ResponseAddresses


@dataclass(frozen=True, kw_only=True)
class WebApi:
    """The web application."""

    world: World
    pages: Pages
    validation: Validation
    limits: RateLimits
    troubles: Troubles

    def build_application(self) -> web.Application:
        """Build the web application."""
        app = web.Application(client_max_size=MAX_REQUEST_BYTES)
        app.router.add_route("*", API_PATH + "{method}", self._serve_method)
        app.router.add_get("/link/", self._serve_link)
        take = self._guard(Place.UPLOAD, self.pages.files.take)
        app.router.add_post("/upload/v1/{key}", take)
        app.router.add_put("/upload/v1/{key}", take)
        give = self._guard(Place.DOWNLOAD, self.pages.files.give)
        app.router.add_get("/files-pri/{name}/{rest:.*}", give)
        app.router.add_get("/signin", self.pages.files.show_sign_in)
        app.router.add_post("/actions/{key:.+}", self._guard(Place.RESPONSE, self.pages.responses.take))
        app.router.add_get(AUTHORIZE_PATH, self._guard(Place.AUTHORIZE, self.pages.oauth.authorize))
        return app

    def _guard(self, place: Place, handler: WebHandler) -> WebHandler:
        async def serve(request: web.Request) -> web.StreamResponse:
            return await self.troubles.pass_through(place, request, handler)

        return serve

    async def _serve_link(self, request: web.Request) -> web.StreamResponse:
        if not self.pages.sockets.take_ticket(request):
            return build_json({"ok": False, "error": "invalid_ticket"}, status=BAD_REQUEST)
        return await self.troubles.pass_through(Place.LINK, request, self.pages.sockets.serve)

    async def _serve_method(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["method"]
        if name not in set(Method):
            self.world.violations.append(f"call {name}: this server does not know the method")
            return build_json(Refused("unknown_method").build_body())
        method = Method(name)
        try:
            arguments = await read_arguments(request)
        except Refused as refusal:
            return build_json(refusal.build_body())

        async def answer_well(request: web.Request) -> web.StreamResponse:
            return await self._answer(method, request, arguments)

        response = await self.troubles.pass_through(method, request, answer_well)
        self._note_call(method, request, arguments, response)
        return response

    async def _answer(self, method: Method, request: web.Request, arguments: Arguments) -> web.Response:
        """Answer a call, as long as its token is good and there were not too many."""
        row = ROWS[method]
        headers: dict[str, str] = {}
        try:
            grant = self._find_grant(row, method, read_bearer(request, arguments))
            headers = _describe_scopes(row, grant)
            place = locate_call(self.world, method, arguments, grant)
            wait_seconds = self.limits.take(method, place.id if place else "", arguments.read("channel"))
            if wait_seconds:
                return build_too_many(wait_seconds)
            call = ApiCall(method=method, arguments=arguments, grant=grant, place=place, headers=dict(request.headers))
            answer = await self._handle(row, call)
        except Refused as refusal:
            answer = refusal.build_body()
        except Exception as error:
            # A fault of this server must not pass for one that the bot is to live with.
            self.world.violations.append(f"the server broke at {method}: {error!r}")
            raise
        self.validation.check_answer(method, answer)
        return build_json(answer, headers=headers)

    async def _handle(self, row: Row, call: ApiCall) -> Json:
        call.demand_scope(*row.scopes)
        names = [name for name in call.arguments.values if name in call.arguments]
        self.validation.check_arguments(call.method, names)
        return {"ok": True} | await self.pages.handlers[call.method](call)

    def _find_grant(self, row: Row, method: Method, token: str) -> Grant | None:
        """Find what a token opens."""
        if not row.needs_token:
            return None
        if not token:
            refuse("not_authed")
        grant = self.world.grants.get(token)
        if grant is None:
            refuse("invalid_auth")
        if grant.is_revoked:
            refuse("token_revoked")
        if grant.expires_at is not None and grant.expires_at <= self.world.clock.now():
            refuse("token_expired")
        is_of_the_app = grant.kind is TokenKind.APP
        if is_of_the_app != (method is Method.CONNECTIONS_OPEN):
            refuse("not_allowed_token_type")
        return grant

    def _note_call(
        self, method: Method, request: web.Request, arguments: Arguments, response: web.StreamResponse
    ) -> None:
        body = response.body if isinstance(response, web.Response) else None
        is_json = isinstance(body, bytes) and response.content_type == "application/json"
        grant = self.world.grants.get(read_bearer(request, arguments))
        self.world.calls.append(
            Call(
                at=self.world.clock.now(),
                method=method,
                workspace=grant.workspace if grant else None,
                arguments=dict(arguments.values),
                headers=dict(request.headers),
                status=response.status,
                answer=json.loads(body) if is_json and isinstance(body, bytes) else None,
                answer_headers=dict(response.headers),
            )
        )
        self.world.note_change()


def _describe_scopes(row: Row, grant: Grant | None) -> dict[str, str]:
    if grant is None or grant.kind is TokenKind.APP:
        return {}
    return {"x-oauth-scopes": ",".join(grant.scopes), "x-accepted-oauth-scopes": ",".join(row.scopes)}
