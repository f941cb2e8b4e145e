"""Installing the app in a workspace, refreshing its token, and leaving again."""

from collections.abc import AsyncIterator
from urllib.parse import parse_qs, urlencode, urlsplit

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.servers.slack.conftest import Asker
from tests.servers.slack.records import Json, Person, Workspace
from tests.servers.slack.server import LocalSlack

# Slack's library still signs these calls the way that aiohttp is about to drop.

REDIRECT_URL = "http://127.0.0.1:9/slack/oauth_redirect"
SCOPES = "chat:write,commands"


@pytest.fixture
def newcomer(server: LocalSlack) -> Person:
    """Give somebody whose workspace has no app yet, and let them sit before the browser."""
    server.app.redirect_urls.append(REDIRECT_URL)
    person = server.add_person(server.add_workspace("New", is_installed=False), "Nina")
    server.oauth.visitor = person
    return person


@pytest.fixture
async def anonymous(server: LocalSlack) -> AsyncIterator[AsyncWebClient]:
    async with aiohttp.ClientSession() as session:
        yield AsyncWebClient(base_url=server.api_url, session=session)


async def authorize(server: LocalSlack, **changes: str) -> dict[str, list[str]] | str:
    """Go to the page of consent; give what it leads back with, or the page itself."""
    asked = {"client_id": server.app.client_id, "scope": SCOPES, "state": "s1", "redirect_uri": REDIRECT_URL} | changes
    address = f"{server.authorize_url}?{urlencode(asked)}"
    async with aiohttp.ClientSession() as session, session.get(address, allow_redirects=False) as response:
        if response.status != 302:
            return await response.text()
        return parse_qs(urlsplit(response.headers["Location"]).query)


async def exchange(server: LocalSlack, client: AsyncWebClient, code: str, **changes: str) -> Json:
    """Exchange a code for a token."""
    app = server.app
    secrets = {"client_id": app.client_id, "client_secret": app.client_secret} | changes
    answer = await client.oauth_v2_access(code=code, redirect_uri=REDIRECT_URL, **secrets)
    assert isinstance(answer.data, dict)
    return answer.data


async def test_consent_leads_to_a_token(server: LocalSlack, anonymous: AsyncWebClient, newcomer: Person) -> None:
    answer = await authorize(server)
    assert isinstance(answer, dict)

    access = await exchange(server, anonymous, answer["code"][0])

    assert answer["state"] == ["s1"]
    assert (access["access_token"], access["scope"]) == (newcomer.workspace.bot_token, SCOPES)
    assert access["team"]["name"] == "New"


async def test_no_leads_back_without_a_code(server: LocalSlack, newcomer: Person) -> None:
    server.oauth.is_denied = True

    answer = await authorize(server)

    assert answer == {"state": ["s1"], "error": ["access_denied"]}
    assert not newcomer.workspace.is_installed


async def test_page_asks_who_it_is(server: LocalSlack, newcomer: Person) -> None:
    server.oauth.visitor = None

    page = await authorize(server)

    assert newcomer.id in page


@pytest.mark.usefixtures("newcomer")
@pytest.mark.parametrize(
    ("changes", "error"),
    [({"client_id": "1.2"}, "invalid_client_id"), ({"redirect_uri": "https://evil.example"}, "bad_redirect_uri")],
)
async def test_page_refuses(server: LocalSlack, changes: dict[str, str], error: str) -> None:
    assert error in await authorize(server, **changes)


@pytest.mark.usefixtures("newcomer")
async def test_code_works_once(server: LocalSlack, anonymous: AsyncWebClient) -> None:
    answer = await authorize(server)
    assert isinstance(answer, dict)
    await exchange(server, anonymous, answer["code"][0])

    with pytest.raises(SlackApiError, match="code_already_used"):
        await exchange(server, anonymous, answer["code"][0])


@pytest.mark.usefixtures("newcomer")
async def test_code_grows_old(server: LocalSlack, anonymous: AsyncWebClient) -> None:
    answer = await authorize(server)
    assert isinstance(answer, dict)
    server.clock.advance(601)

    with pytest.raises(SlackApiError, match="invalid_code"):
        await exchange(server, anonymous, answer["code"][0])


@pytest.mark.usefixtures("newcomer")
async def test_wrong_secret_gives_no_token(server: LocalSlack, anonymous: AsyncWebClient) -> None:
    answer = await authorize(server)
    assert isinstance(answer, dict)

    with pytest.raises(SlackApiError, match="bad_client_secret"):
        await exchange(server, anonymous, answer["code"][0], client_secret=server.app.client_id)


async def test_token_expires_and_is_refreshed_once(server: LocalSlack, ask: Asker, anonymous: AsyncWebClient) -> None:
    app = server.app
    app.is_rotating = True
    workspace = server.add_workspace("Rotating")
    assert workspace.grant
    old, refresh_token = workspace.bot_token, workspace.grant.refresh_token
    secrets = {"client_id": app.client_id, "client_secret": app.client_secret}
    server.clock.advance(12 * 60 * 60 + 1)

    fresh = await anonymous.oauth_v2_access(grant_type="refresh_token", refresh_token=refresh_token, **secrets)

    assert fresh["access_token"] == workspace.bot_token
    expired = Asker(server, ask.session, old)
    assert (await expired("auth.test"))["error"] == "token_expired"
    assert (await Asker(server, ask.session, workspace.bot_token)("auth.test"))["ok"]
    with pytest.raises(SlackApiError, match="invalid_refresh_token"):
        await anonymous.oauth_v2_access(grant_type="refresh_token", refresh_token=refresh_token, **secrets)


async def test_leaving_is_told_and_ends_the_token(server: LocalSlack, ask: Asker, workspace: Workspace) -> None:
    server.uninstall(workspace)

    assert [one.payload["event"]["type"] for one in server.deliveries] == ["tokens_revoked", "app_uninstalled"]
    assert (await ask("auth.test"))["error"] == "token_revoked"


async def test_bot_may_leave_by_itself(server: LocalSlack, ask: Asker, workspace: Workspace) -> None:
    answer = await ask("apps.uninstall", client_id=server.app.client_id, client_secret=server.app.client_secret)

    assert answer["ok"]
    assert not workspace.is_installed


async def test_revoked_token_is_told(server: LocalSlack, ask: Asker) -> None:
    assert (await ask("auth.revoke", test="1"))["revoked"] is False
    assert (await ask("auth.revoke"))["revoked"] is True
    assert len(server.events("tokens_revoked")) == 1


async def test_lasting_token_becomes_one_that_is_refreshed(server: LocalSlack, ask: Asker) -> None:
    secrets = {"client_id": server.app.client_id, "client_secret": server.app.client_secret}

    answer = await ask("oauth.v2.exchange", **secrets)

    assert answer["expires_in"] == 12 * 60 * 60
    assert (await ask("auth.test"))["error"] == "token_revoked"
