"""Installing the app into workspaces and organisations, by two pages. How they leave stands in `departures`."""

import html
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.oauth.async_callback_options import AsyncCallbackOptions, AsyncFailureArgs, AsyncSuccessArgs
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.tokens import AppCredentials
from bot.messages import slack_setup as sentences

logger = logging.getLogger(__name__)

INSTALL_PATH = "/slack/install"
REDIRECT_PATH = "/slack/oauth_redirect"
_AUTHORIZE_URL = "https://slack.com/oauth/v2/authorize"
#: Where an organisation chooses the workspaces that get an app.
_WORKSPACES_URL = "https://app.slack.com/manage/{organisation}/integrations/profile/{app}/workspaces/add"
_HTML: Mapping[str, str] = MappingProxyType({"Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store"})


@dataclass(frozen=True, kw_only=True)
class InstallationParts:
    """What installing works with."""

    credentials: AppCredentials
    #: The https address under which people reach us.
    public_url: str
    scopes: Sequence[str]
    installations: AsyncInstallationStore
    states: AsyncOAuthStateStore
    #: Where people agree to the installation; tests have a Slack of their own.
    authorize_url: str = _AUTHORIZE_URL


class _Flow(AsyncOAuthFlow):
    """The library's flow with our page."""

    async def build_install_page_html(self, url: str, request: AsyncBoltRequest) -> str:
        """Return the page that leads to Slack."""
        del request
        link = f'<a href="{html.escape(url)}">{html.escape(sentences.install_link())}</a>'
        return _build_page(sentences.install_title(), f"<p>{html.escape(sentences.install_text())}</p><p>{link}</p>")


def build_install_routes(parts: InstallationParts, *, client: AsyncWebClient) -> list[web.RouteDef]:
    """Return the pages by which a workspace installs the app."""
    flow = _build_flow(parts, client=client)

    async def install(request: web.Request) -> web.StreamResponse:
        return await to_aiohttp_response(await flow.handle_installation(await to_bolt_request(request)))

    async def finish(request: web.Request) -> web.StreamResponse:
        return await to_aiohttp_response(await flow.handle_callback(await to_bolt_request(request)))

    return [web.get(INSTALL_PATH, install), web.get(REDIRECT_PATH, finish)]


def _build_flow(parts: InstallationParts, *, client: AsyncWebClient) -> AsyncOAuthFlow:
    settings = AsyncOAuthSettings(
        client_id=parts.credentials.client_id,
        client_secret=parts.credentials.client_secret,
        scopes=sorted(parts.scopes),
        user_scopes=[],
        redirect_uri=f"{parts.public_url.rstrip('/')}{REDIRECT_PATH}",
        install_path=INSTALL_PATH,
        redirect_uri_path=REDIRECT_PATH,
        authorization_url=parts.authorize_url,
        installation_store=parts.installations,
        state_store=parts.states,
        callback_options=AsyncCallbackOptions(success=_welcome, failure=_explain),
        logger=logger,
    )
    return _Flow(client=client, logger=logger, settings=settings)


async def _welcome(args: AsyncSuccessArgs) -> BoltResponse:
    installation = args.installation
    name = html.escape(installation.team_name or installation.enterprise_name or "")
    body = f"<p>{html.escape(sentences.installed_text())}</p>"
    if installation.is_enterprise_install:
        address = _WORKSPACES_URL.format(organisation=installation.enterprise_id, app=installation.app_id)
        link = f'<a href="{html.escape(address)}">{html.escape(sentences.choose_workspaces_link())}</a>'
        body = f"<p>{html.escape(sentences.installed_everywhere_text())}</p><p>{link}</p>{body}"
    page = _build_page(f"{sentences.installed_title()} {name}", body)
    return BoltResponse(status=200, headers=dict(_HTML), body=page)


async def _explain(args: AsyncFailureArgs) -> BoltResponse:
    logger.info("An installation was not finished: %s", args.reason)
    body = f"<p>{html.escape(sentences.not_installed_text())}</p>"
    page = _build_page(sentences.not_installed_title(), f'{body}<p><a href="{INSTALL_PATH}">↩</a></p>')
    return BoltResponse(status=args.suggested_status_code, headers=dict(_HTML), body=page)


def _build_page(title: str, body: str) -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title></head><body><h1>{title}</h1>{body}</body></html>"
    )
