"""Buckets, their headers, and what the real client makes of them."""

from collections.abc import AsyncIterator

import pytest

from tests.servers.discord.bare_bot import BareBot, run_bot
from tests.servers.discord.conftest import Asker
from tests.servers.discord.faults import answer_too_many
from tests.servers.discord.rate_limits import Limit, RateLimits
from tests.servers.discord.records import Channel
from tests.servers.discord.routes import Route
from tests.servers.discord.server import LocalDiscord, local_discord


@pytest.fixture
async def server() -> AsyncIterator[LocalDiscord]:
    limits = RateLimits(limits={Route.CREATE_MESSAGE: Limit(requests=2, seconds=60)})
    async with local_discord(limits=limits) as running:
        yield running


async def test_headers_count_down(ask: Asker, channel: Channel) -> None:
    answers = [await ask.post(channel, {"content": "x"}) for _ in range(2)]

    assert [answer.headers["X-RateLimit-Remaining"] for answer in answers] == ["1", "0"]
    assert float(answers[0].headers["X-RateLimit-Reset-After"]) <= 60


async def test_too_many_requests_are_refused(server: LocalDiscord, ask: Asker, channel: Channel) -> None:
    answers = [await ask.post(channel, {"content": "x"}) for _ in range(3)]

    assert answers[2].status == 429
    assert 0 < answers[2].body["retry_after"] <= 60
    assert answers[2].headers["X-RateLimit-Scope"] == "user"
    assert server.invalid_requests == 1


async def test_channels_have_buckets_of_their_own(server: LocalDiscord, ask: Asker, channel: Channel) -> None:
    assert channel.guild
    other = server.add_channel(channel.guild)
    for place in (channel, channel, other):
        await ask.post(place, {"content": "x"})

    assert server.limits.overflows == 0


async def test_real_client_waits_by_itself(server: LocalDiscord, channel: Channel) -> None:
    server.limits.limits = {Route.CREATE_MESSAGE: Limit(requests=2, seconds=0.2)}
    async with run_bot(server, BareBot()) as bot:
        place = bot.get_partial_messageable(channel.id)
        for number in range(5):
            await place.send(str(number))

    assert len(server.messages(channel.id)) == 5
    assert server.limits.overflows == 0


@pytest.mark.parametrize("scope", ["user", "shared", "global"])
async def test_real_client_comes_back_after_a_refusal(server: LocalDiscord, channel: Channel, scope: str) -> None:
    async with run_bot(server, BareBot()) as bot:
        server.fail_next(Route.CREATE_MESSAGE, answer_too_many(0.01, scope=scope))
        await bot.get_partial_messageable(channel.id).send("x")

    assert len(server.messages(channel.id)) == 1


async def test_shared_limits_do_not_count_towards_a_ban(server: LocalDiscord, ask: Asker, channel: Channel) -> None:
    server.fail_next(Route.CREATE_MESSAGE, answer_too_many(scope="user"), answer_too_many(scope="shared"))
    for _ in range(2):
        await ask.post(channel, {"content": "x"})

    assert server.invalid_requests == 1


async def test_global_limit_spares_interactions(ask: Asker, server: LocalDiscord, channel: Channel) -> None:
    server.limits.global_limit = Limit(requests=1, seconds=60)
    first = await ask.post(channel, {"content": "x"})
    second = await ask.post(channel, {"content": "x"})
    webhook = await ask("GET", f"/webhooks/{server.application_id}/none/messages/@original")

    assert [first.status, second.status, webhook.status] == [200, 429, 404]
    assert second.headers["X-RateLimit-Global"] == "true"
