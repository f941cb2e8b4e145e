import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from bot.errors import RequestRefused
from bot.job.card import Action
from bot.job.job import JobState, ReplyAddress
from bot.policy.budgets import MonthlyLimits
from tests.bot.job.world import ADA, BOB, GENERAL, World, build_command, open_world
from tests.fakes.video_service import FREE

ELSEWHERE = ReplyAddress(platform="web", tenant="other", place="general")


def open_limited(folder: Path, **credits_by_kind: float) -> AbstractAsyncContextManager[World]:
    """Open a world in which a video of five seconds costs 25 credits."""
    return open_world(folder, limits=MonthlyLimits(**credits_by_kind))


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """Open a world in which everybody may make two videos a month."""
    async with open_limited(tmp_path, per_person=60) as world:
        yield world


async def refuse(world: World, event_id: str) -> str:
    """Return the sentence with which a request of Ada's is refused."""
    with pytest.raises(RequestRefused) as caught:
        await world.desk.animate(build_command(event_id))
    return caught.value.sentence


async def test_what_is_beyond_the_budget_is_refused_before_a_picture_is_opened(world: World) -> None:
    for event_id in "ab":
        await world.desk.animate(build_command(event_id))
    orders = len(world.intake.orders)

    assert "you have 10 credits left until" in await refuse(world, "c")
    assert len(world.intake.orders) == orders
    assert len(world.jobs.jobs) == len(world.media.contents) == 2


async def test_requests_at_once_cannot_overdraw_and_leave_nothing_behind(world: World) -> None:
    answers = await asyncio.gather(
        *(world.desk.animate(build_command(event_id)) for event_id in "abcde"), return_exceptions=True
    )

    assert sum(isinstance(answer, RequestRefused) for answer in answers) == 3
    assert len(world.jobs.jobs) == len(world.media.contents) == 2


async def test_one_persons_budget_is_not_anothers(world: World) -> None:
    for event_id in "ab":
        await world.desk.animate(build_command(event_id))

    assert (await world.desk.animate(build_command("c", requester=BOB))).state is JobState.QUEUED


async def test_a_re_roll_is_charged_to_whoever_asks_for_it(world: World) -> None:
    first, _ = [await world.desk.animate(build_command(event_id)) for event_id in "ab"]

    take = await world.press(Action.REROLL, first, by=BOB)
    with pytest.raises(RequestRefused, match="you have 10 credits left"):
        await world.press(Action.REROLL, first, event_id="click-2")

    entry = await world.jobs.ledger.read_entry(take.id)
    assert entry is not None
    assert entry.person.id == BOB.id


async def test_what_was_not_charged_can_be_spent_again(world: World) -> None:
    first, _ = [await world.desk.animate(build_command(event_id)) for event_id in "ab"]
    await world.press(Action.CANCEL, first)

    assert (await world.desk.animate(build_command("c"))).state is JobState.QUEUED


async def test_a_finished_job_is_settled(world: World) -> None:
    job = await world.desk.animate(build_command())
    await world.live(job)

    books = await world.jobs.ledger.read_books()
    assert (books.settled, books.running, books.is_balanced) == (250_000, 0, True)


async def test_everybody_on_a_server_shares_its_budget(tmp_path: Path) -> None:
    async with open_limited(tmp_path, per_server=30) as world:
        await world.desk.animate(build_command("a"))
        with pytest.raises(RequestRefused, match="this server has 5 credits left"):
            await world.desk.animate(build_command("b", requester=BOB))
        allowed = await world.desk.animate(build_command("c", address=ELSEWHERE, requester=BOB))

    assert allowed.state is JobState.QUEUED


async def test_a_free_service_needs_no_budget(tmp_path: Path) -> None:
    async with open_limited(tmp_path, per_person=0, per_server=0) as world:
        world.service.profile = FREE

        assert (await world.desk.animate(build_command())).price.credits is None


async def test_tells_what_a_person_may_still_spend(tmp_path: Path) -> None:
    async with open_limited(tmp_path, per_person=100, per_server=1000) as world:
        await world.desk.animate(build_command("a"))
        await world.desk.animate(build_command("b", requester=BOB))
        left = [one.left_credits for one in await world.budgets.read_allowances(ADA, here=GENERAL)]

    assert left == [75, 950]


async def test_without_limits_there_is_nothing_to_tell(tmp_path: Path) -> None:
    async with open_limited(tmp_path) as world:
        assert await world.budgets.read_allowances(ADA, here=GENERAL) == []
