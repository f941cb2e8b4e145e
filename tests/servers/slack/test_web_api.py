"""Tokens, scopes, limits and breakdowns, as the real client meets them."""

import asyncio
from dataclasses import replace
from typing import Literal

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from tests.servers.slack.conftest import Asker
from tests.servers.slack.faults import (
    Fault,
    answer_error,
    answer_error_after,
    answer_page,
    answer_page_after,
    answer_too_many,
    drop_after,
    drop_before,
    wait_after,
    wait_before,
)
from tests.servers.slack.methods import ROWS, Method
from tests.servers.slack.rate_limits import REAL_LIMITS, RateLimits
from tests.servers.slack.records import Channel, Workspace
from tests.servers.slack.server import LocalSlack, local_slack


@pytest.mark.parametrize(("token", "error"), [("", "not_authed"), ("xoxb-no", "invalid_auth")])
async def test_wrong_token_is_refused(server: LocalSlack, ask: Asker, token: str, error: str) -> None:
    assert (await Asker(server, ask.session, token)("auth.test"))["error"] == error


async def test_token_of_the_app_is_no_bot(server: LocalSlack, ask: Asker) -> None:
    answer = await Asker(server, ask.session, server.app.app_token)("auth.test")

    assert answer["error"] == "not_allowed_token_type"


async def test_bot_is_told_who_it_is_and_what_it_may(ask: Asker, workspace: Workspace) -> None:
    answer = await ask("auth.test")

    assert workspace.bot
    assert (answer["user_id"], answer["team_id"]) == (workspace.bot.id, workspace.id)
    assert "chat:write" in answer["headers"]["x-oauth-scopes"]


async def test_missing_scope_is_named(server: LocalSlack, ask: Asker, channel: Channel) -> None:
    server.take_scopes(channel.workspace, "chat:write")

    answer = await ask.post(channel)

    assert (answer["error"], answer["needed"]) == ("missing_scope", "chat:write")
    assert "commands" in answer["provided"]


async def test_every_method_has_a_row() -> None:
    assert set(ROWS) == set(Method)


async def test_library_sends_arguments_in_every_way(client: AsyncWebClient, channel: Channel) -> None:
    posted = await client.chat_postMessage(channel=channel.id, text="x", blocks=[{"type": "divider"}])
    looked_up = await client.conversations_info(channel=channel.id)
    team = await client.team_info()

    assert (posted["ok"], looked_up["ok"], team["ok"]) == (True, True, True)


async def test_every_channel_takes_one_message_at_a_time() -> None:
    # A second may pass between two calls of ours.
    limit = replace(REAL_LIMITS[Method.CHAT_POST], seconds=60)
    async with (
        local_slack(limits=RateLimits({Method.CHAT_POST: limit})) as server,
        aiohttp.ClientSession() as session,
    ):
        acme = server.add_workspace()
        first, second = server.add_channel(acme, "one"), server.add_channel(acme, "two")
        ask = Asker(server, session, acme.bot_token)

        answers = [await ask.post(channel) for channel in (first, first, second)]

    assert [answer["status"] for answer in answers] == [200, 429, 200]
    assert 0 < int(answers[1]["headers"]["Retry-After"]) <= 60
    assert server.limits.overflows == {Method.CHAT_POST: 1}


async def test_workspace_takes_fifty_edits_a_minute() -> None:
    async with local_slack(limits=RateLimits(REAL_LIMITS)) as server, aiohttp.ClientSession() as session:
        acme, other = server.add_workspace(), server.add_workspace("Other")
        ask = Asker(server, session, acme.bot_token)
        edit = {"channel": "C1", "ts": "1.0", "text": "x"}

        statuses = [(await ask("chat.update", **edit))["status"] for _ in range(51)]
        elsewhere = await Asker(server, session, other.bot_token)("chat.update", **edit)

    assert statuses == [200] * 50 + [429]
    assert elsewhere["status"] == 200


async def test_client_waits_when_it_is_told_to(server: LocalSlack, workspace: Workspace) -> None:
    client = AsyncWebClient(
        token=workspace.bot_token,
        base_url=server.api_url,
        retry_handlers=[AsyncRateLimitErrorRetryHandler(max_retry_count=1)],
    )
    server.fail_next(Method.TEAM_INFO, answer_too_many(0))

    assert (await client.team_info())["ok"]
    assert [call.status for call in server.calls_to(Method.TEAM_INFO)] == [429, 200]


@pytest.mark.parametrize(
    ("fault", "messages"),
    [
        (answer_error("internal_error"), 0),
        (answer_error_after("request_timeout"), 1),
        (answer_page(503), 0),
        (answer_page_after(503), 1),
        (drop_before(), 0),
        (drop_after(), 1),
    ],
)
async def test_call_breaks_before_or_after_the_deed(
    server: LocalSlack, ask: Asker, channel: Channel, fault: Fault, messages: int
) -> None:
    server.fail_next(Method.CHAT_POST, fault)
    client = AsyncWebClient(token=ask.token, base_url=server.api_url, session=ask.session, retry_handlers=[])

    with pytest.raises((SlackApiError, aiohttp.ClientError)):
        await client.chat_postMessage(channel=channel.id, text="x")

    assert len(server.messages(channel)) == messages


class Gate(asyncio.Event):
    """Tells when somebody waits before it."""

    def __init__(self) -> None:
        super().__init__()
        self.is_reached = asyncio.Event()

    async def wait(self) -> Literal[True]:
        self.is_reached.set()
        return await super().wait()


@pytest.mark.parametrize(("fault", "messages"), [(wait_before, 0), (wait_after, 1)])
async def test_call_hangs_before_or_after_the_deed(
    server: LocalSlack, ask: Asker, channel: Channel, fault: type, messages: int
) -> None:
    gate = Gate()
    server.fail_next(Method.CHAT_POST, fault(gate))
    async with asyncio.TaskGroup() as tasks:
        posting = tasks.create_task(ask.post(channel))
        await gate.is_reached.wait()
        assert (len(server.messages(channel)), posting.done()) == (messages, False)
        gate.set()

    assert posting.result()["ok"]


async def test_fault_lasts_until_it_is_over(server: LocalSlack, ask: Asker) -> None:
    server.fail_always(Method.TEAM_INFO, answer_error("fatal_error"))
    answers = [await ask("team.info"), await ask("team.info")]
    server.recover()

    assert [answer["ok"] for answer in [*answers, await ask("team.info")]] == [False, False, True]
