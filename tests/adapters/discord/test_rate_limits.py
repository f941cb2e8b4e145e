"""What happens when Discord asks for patience all the same."""

from pathlib import Path

import pytest

from bot.errors import ServiceBusy
from tests.adapters.discord.house import open_busy_house
from tests.servers.discord.faults import answer_too_many
from tests.servers.discord.routes import Route


@pytest.mark.parametrize("scope", ["user", "shared", "global"])
async def test_a_result_that_came_too_early_is_posted_once_when_it_may(tmp_path: Path, scope: str) -> None:
    async with open_busy_house(tmp_path) as house:
        house.discord.fail_next(Route.CREATE_MESSAGE, answer_too_many(0.05, scope=scope))
        await house.post_result(house.keep_job())

    assert len(house.read_channel()) == 1


async def test_a_result_that_would_wait_too_long_is_to_be_posted_later(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        house.discord.fail_next(Route.CREATE_MESSAGE, answer_too_many(600, scope="user"))
        with pytest.raises(ServiceBusy) as busy:
            await house.post_result(house.keep_job())

    assert busy.value.retry_after_seconds == pytest.approx(600)


async def test_a_refusal_of_the_networks_edge_is_to_be_repeated_later(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        house.discord.fail_next(Route.CREATE_MESSAGE, answer_too_many(0.05, scope="user", via=None))
        with pytest.raises(ServiceBusy):
            await house.post_result(house.keep_job())

    assert house.read_channel() == []
