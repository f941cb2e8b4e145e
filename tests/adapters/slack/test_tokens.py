from collections.abc import AsyncIterator

import pytest

from adapters.slack.tokens import SingleToken
from bot.errors import PlaceUnreachable, ServiceBusy
from tests.servers.slack.faults import answer_page
from tests.servers.slack.methods import Method
from tests.servers.slack.records import Workspace
from tests.servers.slack.server import LocalSlack, local_slack


@pytest.fixture
async def slack() -> AsyncIterator[LocalSlack]:
    """Open a local Slack."""
    async with local_slack() as slack:
        yield slack


@pytest.fixture
def workspace(slack: LocalSlack) -> Workspace:
    """Have a workspace with the app."""
    return slack.add_workspace("Acme")


async def test_one_token_speaks_for_its_own_workspace(slack: LocalSlack, workspace: Workspace) -> None:
    other = slack.add_workspace("Other")
    tokens = SingleToken(workspace.bot_token, base_url=slack.api_url)
    found = [await tokens.find_token(team) for team in (workspace.id, other.id, "")]

    assert found == [workspace.bot_token, None, None]
    assert await tokens.list_teams() == [workspace.id]
    assert len(slack.calls_to(Method.AUTH_TEST)) == 1


async def test_a_slack_that_is_down_is_asked_again_later(slack: LocalSlack, workspace: Workspace) -> None:
    tokens = SingleToken(workspace.bot_token, base_url=slack.api_url)
    slack.fail_next(Method.AUTH_TEST, *[answer_page(503)] * 2)
    with pytest.raises(ServiceBusy):
        await tokens.find_token(workspace.id)

    assert await tokens.find_token(workspace.id) == workspace.bot_token


async def test_a_refused_token_opens_nothing(slack: LocalSlack, workspace: Workspace) -> None:
    with pytest.raises(PlaceUnreachable):
        await SingleToken("xoxb-wrong", base_url=slack.api_url).find_token(workspace.id)
