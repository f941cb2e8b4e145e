from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.errors import calling_slack
from adapters.slack.retries import name_method
from bot.errors import ServiceBusy
from tests.adapters.slack.office import Office, open_office
from tests.servers.slack.faults import Fault, answer_page, answer_page_after, answer_too_many, drop_after, drop_before
from tests.servers.slack.methods import Method

Call = Callable[[AsyncWebClient, Office], Awaitable[object]]


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    """Open a local Slack with the bot in it."""
    async with open_office() as office:
        yield office


async def post(client: AsyncWebClient, office: Office) -> object:
    """Post a message."""
    return await client.chat_postMessage(channel=office.channel.id, text="hello")


async def look(client: AsyncWebClient, office: Office) -> object:
    """Look at a channel."""
    return await client.conversations_info(channel=office.channel.id)


@pytest.mark.parametrize("fault", [drop_before(), drop_after(), answer_page(), answer_page_after()])
async def test_what_posts_is_not_repeated(office: Office, fault: Fault) -> None:
    client = await office.connection.client_for(office.workspace.id)
    office.slack.fail_next(Method.CHAT_POST, fault)
    with pytest.raises(ServiceBusy):
        async with calling_slack():
            await post(client, office)

    assert len(office.read_channel()) <= 1


@pytest.mark.parametrize("fault", [drop_before(), drop_after(), answer_page(), answer_page_after()])
async def test_what_only_looks_is_repeated(office: Office, fault: Fault) -> None:
    client = await office.connection.client_for(office.workspace.id)
    office.slack.fail_next(Method.CONVERSATIONS_INFO, fault)

    assert await look(client, office)


@pytest.mark.parametrize("call", [post, look])
async def test_short_patience_is_given(office: Office, call: Call) -> None:
    client = await office.connection.client_for(office.workspace.id)
    office.slack.fail_next(Method.CHAT_POST, answer_too_many(0))
    office.slack.fail_next(Method.CONVERSATIONS_INFO, answer_too_many(0))

    assert await call(client, office)


@pytest.mark.parametrize("seconds", [11, 30, 300])
async def test_long_patience_is_left_to_the_core(office: Office, seconds: int) -> None:
    client = await office.connection.client_for(office.workspace.id)
    office.slack.fail_next(Method.CHAT_POST, answer_too_many(seconds))

    with pytest.raises(SlackApiError):
        await post(client, office)


@pytest.mark.parametrize("url", ["https://slack.com/api/chat.update", "http://x/api/chat.update?a=b/c", "chat.update/"])
def test_a_method_is_known_by_its_address(url: str) -> None:
    assert name_method(url) == "chat.update"
