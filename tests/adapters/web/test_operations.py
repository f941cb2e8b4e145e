from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from pydantic import SecretStr

from adapters.web.health import HealthPage
from adapters.web.metrics import MetricsPage, PrometheusMeter
from bot.health import Health, Part
from bot.job.job import JobState
from bot.metrics.meter import Census, Tally, Timing
from bot.policy.ledger import Books

CENSUS = Census(
    jobs={JobState.QUEUED: 3},
    oldest_age_seconds={JobState.QUEUED: 42.5},
    books=Books(reserved=75_000, settled=25_000, released=10_000, running=40_000),
)


class Bot:
    """What is looked at from outside."""

    def __init__(self) -> None:
        self.works = True
        self.meter = PrometheusMeter()

    async def probe(self) -> bool:
        return self.works

    async def read_census(self) -> Census:
        return CENSUS

    def serve(self, word: str | None = None) -> TestServer:
        token = None if word is None else SecretStr(word)
        app = web.Application()
        app.add_routes(HealthPage(Health([Part(name="engine", probe=self.probe, is_required=True)])).routes())
        app.add_routes(MetricsPage(self.meter, read_census=self.read_census, token=token).routes())
        return TestServer(app)


@pytest.fixture
def bot() -> Bot:
    return Bot()


@pytest.fixture
async def session() -> AsyncIterator[ClientSession]:
    async with ClientSession() as session:
        yield session


async def test_a_process_that_answers_is_alive_whatever_else_is_broken(bot: Bot, session: ClientSession) -> None:
    bot.works = False
    async with bot.serve() as server, session.get(server.make_url("/healthz")) as response:
        assert (response.status, await response.json()) == (200, {"status": "ok"})


@pytest.mark.parametrize(("works", "status", "state"), [(True, 200, "ok"), (False, 503, "down")])
async def test_readiness_tells_the_truth(
    bot: Bot, session: ClientSession, *, works: bool, status: int, state: str
) -> None:
    bot.works = works
    async with bot.serve() as server, session.get(server.make_url("/readyz")) as response:
        assert response.status == status
        assert await response.json() == {"ready": works, "parts": {"engine": state}}


async def test_metrics_show_what_was_counted_timed_and_stored(bot: Bot, session: ClientSession) -> None:
    bot.meter.count(Tally.RATE_LIMITS, label="discord")
    bot.meter.time(Timing.POST, seconds=0.2)
    async with bot.serve() as server, session.get(server.make_url("/metrics")) as response:
        lines = (await response.text()).splitlines()

    assert response.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    assert {
        'flipbook_rate_limits_total{label="discord"} 1.0',
        'flipbook_post_seconds_bucket{le="0.25"} 1.0',
        'flipbook_post_seconds_bucket{le="0.1"} 0.0',
        'flipbook_jobs{state="queued"} 3.0',
        'flipbook_jobs{state="done"} 0.0',
        'flipbook_oldest_job_age_seconds{state="queued"} 42.5',
        'flipbook_ledger_credits{entry="settled"} 2.5',
        'flipbook_ledger_credits{entry="running"} 4.0',
    } <= set(lines)


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP"])
async def test_without_a_token_nobody_behind_a_proxy_sees_metrics(
    bot: Bot, session: ClientSession, header: str
) -> None:
    headers = {header: "203.0.113.9"}
    async with bot.serve() as server, session.get(server.make_url("/metrics"), headers=headers) as response:
        assert response.status == 404


@pytest.mark.parametrize(
    ("authorization", "status"),
    [("Bearer right", 200), ("Bearer wrong", 404), ("", 404), ("Bearer \N{LATIN SMALL LETTER E WITH ACUTE}", 404)],
)
async def test_a_token_opens_the_metrics(bot: Bot, session: ClientSession, authorization: str, status: int) -> None:
    headers = {"Authorization": authorization}
    async with (
        bot.serve("right") as server,
        session.get(server.make_url("/metrics"), headers=headers) as response,
    ):
        assert response.status == status
