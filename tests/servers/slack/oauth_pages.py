"""How the app comes into a workspace and leaves it: the page of consent, and the methods for codes and tokens."""

import base64
import secrets
from dataclasses import dataclass, field
from html import escape
from urllib.parse import urlencode

from aiohttp import web

from tests.servers.slack.answers import build_page
from tests.servers.slack.calls import ApiCall, Handler
from tests.servers.slack.courier import Courier, build_event
from tests.servers.slack.deliveries import DeliveryKind
from tests.servers.slack.errors import refuse
from tests.servers.slack.methods import Method
from tests.servers.slack.records import Grant, Json, Organisation, Person, Workspace
from tests.servers.slack.state import ROTATED_LIFE_SECONDS, World

CODE_SECONDS = 10 * 60


@dataclass(kw_only=True, repr=False)
class Consent:
    """What somebody agreed to, to be exchanged for a token once."""

    person: Person
    scopes: tuple[str, ...]
    redirect_url: str
    made_at: float
    is_used: bool = False


@dataclass(kw_only=True, repr=False)
class OauthPages:
    """Lets people install the app."""

    world: World
    courier: Courier
    #: Who sits before the browser; consents at once, or else the page shows a link for everybody.
    visitor: Person | None = None
    #: Whether the visitor installs the app for the whole organisation.
    is_organisation_wide: bool = False
    #: Whether the visitor says no.
    is_denied: bool = False
    consents: dict[str, Consent] = field(default_factory=dict)

    def list_handlers(self) -> dict[Method, Handler]:
        """List the handlers by method."""
        return {
            Method.OAUTH_ACCESS: self.give_access,
            Method.OAUTH_EXCHANGE: self.exchange,
            Method.AUTH_REVOKE: self.revoke,
            Method.APPS_UNINSTALL: self.uninstall,
        }

    async def authorize(self, request: web.Request) -> web.Response:
        """Show the page of consent, or lead back at once when it is known who looks at it."""
        query = request.query
        problem = self._find_problem(query.get("client_id", ""), query.get("redirect_uri", ""))
        if problem:
            return build_page("Slack", f"<p id='error'>{escape(problem)}</p>")
        person = self.world.people.get(query.get("person", "")) or self.visitor
        if person is None:
            people = [one for one in self.world.people.values() if not one.is_bot]
            links = [f"<a href='?{escape(urlencode({**query, 'person': one.id}))}'>{one.name}</a>" for one in people]
            return build_page("Slack", f"<p>Allow {escape(self.world.app.name)} as</p>{''.join(links)}")
        scopes = tuple(name for name in query.get("scope", "").split(",") if name)
        return self._lead_back(person, scopes, query.get("redirect_uri", ""), query.get("state", ""))

    def _lead_back(self, person: Person, scopes: tuple[str, ...], redirect_url: str, state: str) -> web.Response:
        address = redirect_url or self.world.app.redirect_urls[0]
        answer = {"state": state} if state else {}
        if self.is_denied:
            answer["error"] = "access_denied"
        else:
            answer["code"] = f"{secrets.randbelow(10**13)}.{secrets.token_hex(24)}"
            self.consents[answer["code"]] = Consent(
                person=person, scopes=scopes, redirect_url=redirect_url, made_at=self.world.clock.timestamp()
            )
        joint = "&" if "?" in address else "?"
        return web.Response(status=302, headers={"Location": f"{address}{joint}{urlencode(answer)}"})

    def _find_problem(self, client_id: str, redirect_url: str) -> str:
        if client_id != self.world.app.client_id:
            return "invalid_client_id"
        known = self.world.app.redirect_urls
        is_known = any(redirect_url.startswith(address) for address in known) if redirect_url else bool(known)
        return "" if is_known else "bad_redirect_uri"

    async def give_access(self, call: ApiCall) -> Json:
        """Answer `oauth.v2.access`, for a code or for a refresh token."""
        self._check_client(call)
        if call.arguments.read("grant_type") == "refresh_token":
            return self._refresh(call.arguments.read("refresh_token"))
        consent = self.consents.get(call.arguments.read("code"))
        if consent is None or self.world.clock.timestamp() - consent.made_at > CODE_SECONDS:
            refuse("invalid_code")
        if consent.is_used:
            refuse("code_already_used")
        if call.arguments.read("redirect_uri") != consent.redirect_url:
            refuse("bad_redirect_uri")
        consent.is_used = True
        scopes = consent.scopes or self.world.app.scopes
        organisation = consent.person.workspace.organisation if self.is_organisation_wide else None
        if organisation is not None:
            grant = self.world.install_everywhere(organisation, scopes)
        else:
            grant = self.world.install(consent.person.workspace, consent.person, scopes)
        self.world.note_change()
        return build_access(self.world, grant)

    async def exchange(self, call: ApiCall) -> Json:
        """Answer `oauth.v2.exchange`: a token that lasts becomes one that is refreshed."""
        self._check_client(call)
        self.world.app.is_rotating = True
        old = call.grant
        grant = self.world.grant(call.workspace, call.scopes)
        if old is not None:
            old.is_revoked = True
        return build_access(self.world, grant)

    async def revoke(self, call: ApiCall) -> Json:
        """Answer `auth.revoke`."""
        if call.arguments.is_set("test"):
            return {"revoked": False}
        self.revoke_tokens(call.grant)
        return {"revoked": True}

    async def uninstall(self, call: ApiCall) -> Json:
        """Answer `apps.uninstall`."""
        self._check_client(call)
        self.leave(call.grant)
        return {}

    def revoke_tokens(self, grant: Grant | None) -> None:
        """Make a bot token worthless, and say so."""
        if grant is not None and grant.organisation is not None:
            self._tell_organisation(
                grant.organisation, {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": ["U0"]}}
            )
            grant.is_revoked = True
        if grant is None or grant.workspace is None:
            return
        bot = grant.workspace.bot
        event = {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [bot.id if bot else ""]}}
        self.courier.send_event(grant.workspace, event)
        grant.is_revoked = True

    def leave(self, grant: Grant | None) -> None:
        """Take the app out of a workspace or an organisation, and say so twice, as Slack does."""
        if grant is None:
            return
        self.revoke_tokens(grant)
        if grant.workspace is not None:
            self.courier.send_event(grant.workspace, {"type": "app_uninstalled"})
        elif grant.organisation is not None:
            self._tell_organisation(grant.organisation, {"type": "app_uninstalled"})

    def take_out(self, workspace: Workspace) -> None:
        """Let an organisation take the app out of one of its workspaces."""
        organisation = workspace.governor
        workspace.grant = None
        if organisation is not None:
            self._tell_organisation(organisation, {"type": "team_access_revoked", "team_ids": [workspace.id]})

    def _tell_organisation(self, organisation: Organisation, event: Json) -> None:
        """Tell the bot of something that happened in no workspace, which takes one only to be carried."""
        workspace = organisation.workspaces[0]
        payload = build_event(self.world, workspace, {"event_ts": self.world.mint.make_ts()} | event)
        payload |= {"team_id": None, "enterprise_id": organisation.id, "context_team_id": None}
        del payload["authorizations"]
        self.courier.send(self.courier.draft(DeliveryKind.EVENT, payload, workspace))

    def _refresh(self, refresh_token: str) -> Json:
        known = {one.refresh_token: one for one in self.world.grants.values() if one.refresh_token}
        grant = known.get(refresh_token)
        if grant is None or grant.is_revoked:
            refuse("invalid_refresh_token")
        # A refresh token works once; the old access token lives until its end.
        grant.refresh_token = ""
        if grant.organisation is not None:
            return build_access(self.world, self.world.install_everywhere(grant.organisation, grant.scopes))
        if grant.workspace is None:
            refuse("invalid_refresh_token")
        return build_access(self.world, self.world.grant(grant.workspace, grant.scopes))

    def _check_client(self, call: ApiCall) -> None:
        client_id, secret = call.arguments.read("client_id"), call.arguments.read("client_secret")
        scheme, _, encoded = call.headers.get("Authorization", "").partition(" ")
        if scheme == "Basic":
            client_id, _, secret = base64.b64decode(encoded).decode().partition(":")
        if client_id != self.world.app.client_id:
            refuse("invalid_client_id")
        if secret != self.world.app.client_secret:
            refuse("bad_client_secret")


def build_access(world: World, grant: Grant) -> Json:
    """Describe a new token."""
    organisation = grant.organisation
    workspace = organisation.workspaces[0] if organisation else grant.workspace
    if workspace is None or workspace.bot is None:
        refuse("internal_error")
    described: Json = {
        "access_token": grant.token,
        "token_type": "bot",
        "scope": ",".join(grant.scopes),
        "bot_user_id": workspace.bot.id,
        "app_id": world.app.id,
        "team": None if organisation else {"id": workspace.id, "name": workspace.name},
        "enterprise": {"id": organisation.id, "name": organisation.name} if organisation else None,
        "is_enterprise_install": organisation is not None,
        "authed_user": {"id": workspace.installer.id if workspace.installer else ""},
    }
    if not grant.refresh_token:
        return described
    return described | {"refresh_token": grant.refresh_token, "expires_in": ROTATED_LIFE_SECONDS}
