"""Socket Mode, as the real client library lives through it."""

from typing import Any

import aiohttp
import pytest
from slack_bolt.async_app import AsyncAck
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.servers.slack.bare_bot import BotAccount, acknowledge, build_app, run_socket_bot
from tests.servers.slack.conftest import Asker
from tests.servers.slack.courier import Patience
from tests.servers.slack.faults import answer_page
from tests.servers.slack.methods import Method, Place
from tests.servers.slack.records import Channel, Person
from tests.servers.slack.server import LocalSlack, local_slack
from tests.servers.slack.sockets import Farewell


async def test_mention_is_told_and_acknowledged(
    server: LocalSlack, account: BotAccount, channel: Channel, anna: Person
) -> None:
    assert channel.workspace.bot
    async with run_socket_bot(account, build_app(account)):
        server.say(channel, anna, f"{channel.workspace.bot.mention} waves")
        await server.settled()

    (told,) = server.deliveries
    assert told.is_acknowledged
    assert (told.payload["event"]["type"], told.attempts) == ("app_mention", 1)


async def test_direct_message_is_told(server: LocalSlack, account: BotAccount, anna: Person) -> None:
    async with run_socket_bot(account, build_app(account)):
        server.say(server.add_direct_channel(anna), anna, "waves")
        await server.settled()

    assert [one.payload["event"]["channel_type"] for one in server.deliveries] == ["im"]


async def test_ordinary_talk_is_not_told(server: LocalSlack, channel: Channel, anna: Person) -> None:
    server.say(channel, anna, "just talking")

    assert server.deliveries == []


async def test_workspace_without_the_scope_is_told_nothing(server: LocalSlack, channel: Channel, anna: Person) -> None:
    assert channel.workspace.bot
    server.take_scopes(channel.workspace, "app_mentions:read")

    server.say(channel, anna, channel.workspace.bot.mention)

    assert server.deliveries == []


async def test_event_without_answer_comes_again(account: BotAccount) -> None:
    seen: list[Any] = []

    async def stall(_ack: AsyncAck, body: dict[str, Any], _client: AsyncWebClient) -> None:
        seen.append(body["event_id"])

    async with local_slack(patience=Patience(answer_seconds=5, retry_seconds=(0, 0))) as server:
        acme = server.add_workspace()
        account = BotAccount(api_url=server.api_url, bot_token=acme.bot_token, app_token=server.app.app_token)
        async with run_socket_bot(account, build_app(account, stall)):
            connection = server.sockets.open_connections[0]
            connection.is_deaf = True
            delivery = server.open_home(server.add_person(acme))
            await server.until(lambda: seen)
            connection.cut()
            await server.settled()

    assert delivery
    assert (delivery.is_acknowledged, delivery.attempts) == (True, 2)
    assert len(seen) == 2
    assert len(set(seen)) == 1


async def test_command_without_a_connection_is_given_up() -> None:
    async with local_slack(patience=Patience(answer_seconds=0.05)) as server:
        acme = server.add_workspace()
        anna = server.add_person(acme)

        used = server.slash("/animate", person=anna, channel=server.add_channel(acme))
        await used.over()

    assert (used.is_acknowledged, used.failure) == (False, "connection_failed")


async def test_refreshed_connection_loses_nothing(server: LocalSlack, account: BotAccount, anna: Person) -> None:
    async with run_socket_bot(account, build_app(account)):
        await server.dismiss(Farewell.REFRESH)
        server.open_home(anna)
        await server.settled()

    assert server.deliveries[0].is_acknowledged
    assert server.sockets.opened >= 2


async def test_warning_makes_the_client_come_again(server: LocalSlack, account: BotAccount) -> None:
    async with run_socket_bot(account, build_app(account)):
        await server.dismiss(Farewell.WARNING)

        await server.until(lambda: server.sockets.opened == 2)


async def test_cut_connection_is_opened_again(server: LocalSlack, account: BotAccount) -> None:
    async with run_socket_bot(account, build_app(account)):
        server.cut()

        await server.until(lambda: server.sockets.opened == 2)


async def test_deaf_connection_is_noticed(server: LocalSlack, account: BotAccount) -> None:
    async with run_socket_bot(account, build_app(account)):
        server.deafen()

        await server.until(lambda: server.sockets.opened == 2)


async def test_ticket_is_spent_by_a_connection_that_fails(server: LocalSlack, account: BotAccount) -> None:
    server.fail_next(Place.LINK, answer_page(503))
    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient(token=account.app_token, base_url=account.api_url)
        address = (await client.apps_connections_open(app_token=account.app_token))["url"]

        for status in (503, 400):
            with pytest.raises(aiohttp.WSServerHandshakeError) as caught:
                await session.ws_connect(address)
            assert caught.value.status == status


async def test_eleventh_connection_is_one_too_many(account: BotAccount) -> None:
    client = AsyncWebClient(token=account.app_token, base_url=account.api_url)
    async with aiohttp.ClientSession() as session:
        sockets = []
        for _ in range(11):
            address = (await client.apps_connections_open(app_token=account.app_token))["url"]
            sockets.append(await session.ws_connect(address))
        greetings = [await socket.receive_json() for socket in sockets]
        for socket in sockets:
            await socket.close()

    assert [greeting.get("num_connections") for greeting in greetings[:10]] == list(range(1, 11))
    assert greetings[10]["reason"] == "too_many_websockets"


async def test_events_take_turns_between_connections(server: LocalSlack, account: BotAccount, anna: Person) -> None:
    app = build_app(account)
    async with run_socket_bot(account, app), run_socket_bot(account, app):
        await server.ready(connections=2)
        for _ in range(4):
            server.open_home(anna)
        await server.settled()

    assert len({one.envelope_id for one in server.deliveries}) == 4
    assert all(one.is_acknowledged for one in server.deliveries)


async def test_bot_token_opens_no_connection(client: AsyncWebClient, account: BotAccount) -> None:
    with pytest.raises(SlackApiError, match="not_allowed_token_type"):
        await client.apps_connections_open(app_token=account.bot_token)


async def test_same_event_can_be_told_twice(server: LocalSlack, account: BotAccount, anna: Person) -> None:
    seen: list[str] = []

    async def listen(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        seen.append(body["event_id"])
        await acknowledge(ack, body, client)

    async with run_socket_bot(account, build_app(account, listen)):
        delivery = server.open_home(anna)
        await server.settled()
        assert delivery
        again = await server.courier.repeat(delivery)
        await server.until(lambda: len(seen) == 2)

    assert again.is_acknowledged
    assert seen[0] == seen[1]


async def test_framework_asks_who_it_is_once(server: LocalSlack, account: BotAccount, anna: Person) -> None:
    async with run_socket_bot(account, build_app(account)):
        for _ in range(3):
            server.open_home(anna)
            await server.settled()

    assert len(server.calls_to(Method.AUTH_TEST)) == 1


async def test_call_that_was_never_heard_of_is_written_down(server: LocalSlack, ask: Asker) -> None:
    await ask("stars.list")

    assert server.violations
    server.violations.clear()
