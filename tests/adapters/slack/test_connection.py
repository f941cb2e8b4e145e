from collections.abc import AsyncIterator

import pytest

from bot.errors import PlaceUnreachable
from tests.adapters.slack.office import Office, open_office
from tests.servers.slack.methods import Method


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    """Open a local Slack with the bot in it."""
    async with open_office() as office:
        yield office


async def test_lends_a_client_that_speaks_for_the_workspace(office: Office) -> None:
    client = await office.connection.client_for(office.workspace.id)

    assert (await client.auth_test())["team_id"] == office.workspace.id


async def test_knows_nothing_of_workspaces_without_the_app(office: Office) -> None:
    with pytest.raises(PlaceUnreachable) as caught:
        await office.connection.client_for("T0NOTOURS")

    assert caught.value.code == "slack_not_installed"


async def test_asks_once_who_the_bot_is(office: Office) -> None:
    await office.connection.token_for(office.workspace.id)
    before = len(office.slack.calls_to(Method.AUTH_TEST))
    first, second = [await office.connection.identify(office.workspace.id) for _ in range(2)]

    assert first == second
    assert first.bot_user_id == (office.workspace.bot.id if office.workspace.bot else "")
    assert "chat:write" in first.scopes
    assert len(office.slack.calls_to(Method.AUTH_TEST)) == before + 1


async def test_the_session_for_files_knows_no_token(office: Office) -> None:
    session = office.connection.file_session

    assert "Authorization" not in session.headers
    assert session.auth is None
