"""Private answers, when Discord is slow or loses its own."""

from pathlib import Path

import pytest
from aiohttp import web

from bot.errors import RequestRefused
from tests.adapters.discord.house import DiscordHouse, open_busy_house
from tests.adapters.discord.test_orders import order
from tests.adapters.discord.test_queries import ask
from tests.servers.discord.errors import UNKNOWN_INTERACTION
from tests.servers.discord.faults import Fault, Handler, answer_error, answer_page_after
from tests.servers.discord.routes import Route

SECONDS = 60


async def test_nothing_begins_when_it_was_too_late_to_acknowledge(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        house.discord.fail_next(Route.CALLBACK, answer_error(UNKNOWN_INTERACTION))
        await order(house, prompt="waves")
        assert await ask(house, "help")

    assert house.jobs.commands == []


async def test_a_lost_acknowledgement_is_one_all_the_same(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        house.discord.fail_next(Route.CALLBACK, answer_page_after(502))
        await order(house, prompt="waves")
        await house.discord.until(lambda: house.jobs.commands)

    assert len(house.jobs.commands) == 1


async def test_an_answer_that_comes_after_15_minutes_breaks_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with open_busy_house(tmp_path) as house:
        house.jobs.fault = RequestRefused("Say what should happen.")
        house.discord.fail_next(Route.CALLBACK, _let_minutes_pass(house, 16))
        interaction = await order(house)
        await house.discord.until(lambda: _count_answers(house) == 1)
        assert await ask(house, "help")

    assert interaction.response is not None
    assert interaction.response.is_loading
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


def _let_minutes_pass(house: DiscordHouse, minutes: int) -> Fault:
    async def fault(request: web.Request, handler: Handler) -> web.StreamResponse:
        response = await handler(request)
        house.discord.clock.advance(minutes * SECONDS)
        return response

    return fault


def _count_answers(house: DiscordHouse) -> int:
    return sum(call.route == Route.EDIT_RESPONSE for call in house.discord.calls)
