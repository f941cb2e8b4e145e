"""Breakdowns of REST, as the real client meets them."""

import asyncio

import aiohttp
import discord
import pytest

from tests.servers.discord.bare_bot import BareBot, run_bot
from tests.servers.discord.conftest import Asker
from tests.servers.discord.errors import MISSING_PERMISSIONS
from tests.servers.discord.faults import (
    Fault,
    answer_error,
    answer_error_after,
    answer_page_after,
    answer_too_many,
    drop_after,
    drop_before,
    wait_after,
)
from tests.servers.discord.records import Channel, User
from tests.servers.discord.routes import Route
from tests.servers.discord.server import LocalDiscord


async def test_error_comes_as_the_exception_of_the_client(server: LocalDiscord, channel: Channel) -> None:
    async with run_bot(server, BareBot()) as bot:
        server.fail_next(Route.CREATE_MESSAGE, answer_error(MISSING_PERMISSIONS))

        with pytest.raises(discord.Forbidden) as caught:
            await bot.get_partial_messageable(channel.id).send("x")
        assert caught.value.code == 50013


async def test_lost_reply_and_a_nonce_leave_one_message(server: LocalDiscord, channel: Channel) -> None:
    async with run_bot(server, BareBot()) as bot:
        server.fail_next(Route.CREATE_MESSAGE, answer_page_after(502))
        await bot.get_partial_messageable(channel.id).send("x", nonce="job-1")

    assert len(server.messages(channel.id)) == 1
    assert len(server.calls_to(Route.CREATE_MESSAGE)) == 2


async def test_lost_reply_to_an_answer_makes_the_client_answer_twice(
    server: LocalDiscord, channel: Channel, anna: User
) -> None:
    failures: list[discord.HTTPException] = []

    async def answer(interaction: discord.Interaction) -> None:
        try:
            await interaction.response.defer(thinking=True)
        except discord.HTTPException as error:
            failures.append(error)

    async with run_bot(server, BareBot(answer)):
        server.fail_next(Route.CALLBACK, answer_page_after(502))
        interaction = await server.slash("animate", {"prompt": "x"}, user=anna, channel=channel)
        await server.until(lambda: failures)

    assert failures[0].code == 40060
    assert interaction.response


@pytest.mark.parametrize(("fault", "messages"), [(drop_before(), 0), (drop_after(), 1)])
async def test_connection_breaks_before_or_after_the_deed(
    server: LocalDiscord, ask: Asker, channel: Channel, fault: Fault, messages: int
) -> None:
    server.fail_next(Route.CREATE_MESSAGE, fault)

    with pytest.raises(aiohttp.ClientError):
        await ask.post(channel, {"content": "x"})
    assert len(server.messages(channel.id)) == messages


async def test_error_can_follow_the_deed(server: LocalDiscord, ask: Asker, channel: Channel) -> None:
    server.fail_next(Route.CREATE_MESSAGE, answer_error_after(MISSING_PERMISSIONS))
    answer = await ask.post(channel, {"content": "x"})

    assert answer.status == 403
    assert len(server.messages(channel.id)) == 1


async def test_answer_can_be_held_back(server: LocalDiscord, ask: Asker, channel: Channel) -> None:
    until = asyncio.Event()
    server.fail_next(Route.CREATE_MESSAGE, wait_after(until))
    async with asyncio.TaskGroup() as group:
        asking = group.create_task(ask.post(channel, {"content": "x"}))
        await server.until(lambda: server.messages(channel.id))
        assert not asking.done()
        until.set()

    assert asking.result().status == 200


async def test_lasting_fault_goes_with_recovery(server: LocalDiscord, ask: Asker, channel: Channel) -> None:
    server.fail_always(Route.CREATE_MESSAGE, answer_error(MISSING_PERMISSIONS))
    before = [await ask.post(channel, {"content": "x"}) for _ in range(2)]
    server.recover()
    after = await ask.post(channel, {"content": "x"})

    assert [answer.status for answer in before] == [403, 403]
    assert after.status == 200


async def test_edge_of_the_network_refuses_with_no_sign_of_discord(server: LocalDiscord, channel: Channel) -> None:
    async with run_bot(server, BareBot()) as bot:
        server.fail_next(Route.CREATE_MESSAGE, answer_too_many(via=None))

        with pytest.raises(discord.HTTPException) as caught:
            await bot.get_partial_messageable(channel.id).send("x")
        assert caught.value.status == 429


async def test_wrong_token_is_refused(server: LocalDiscord) -> None:
    with server.install_into_client_library():
        async with BareBot() as bot:
            with pytest.raises(discord.LoginFailure):
                await bot.login("wrong")
