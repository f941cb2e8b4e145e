import asyncio
from collections.abc import Sequence

from bot.job.job import JobState
from bot.request.generation_request import Quality
from tests.bot.job.world import World
from tests.contracts.samples import after_noon


async def test_tells_how_many_come_first(world: World) -> None:
    await world.keep("a")
    second = await world.keep("b")

    assert (await world.viewer.draw(second)).headline == "Queued, 1 ahead"


async def test_learns_from_this_bots_own_history(world: World) -> None:
    for count in range(5):
        await world.keep(f"old{count}", state=JobState.DONE, submitted_at=after_noon(-100), finished_at=after_noon(-60))
    job = await world.keep_rendering()

    assert (await world.viewer.draw(job)).ready_at == after_noon(40)


async def test_believes_the_service_without_history(world: World) -> None:
    job = await world.keep_rendering(service_estimate_seconds=90)

    assert (await world.viewer.draw(job)).ready_at == after_noon(90)


async def test_many_cards_share_one_look_at_the_history(world: World) -> None:
    job = await world.keep_rendering()
    looks, read = [0], world.jobs.read_render_seconds

    async def count(*, quality: Quality, duration: int, limit: int = 50) -> Sequence[float]:
        looks[0] += 1
        return await read(quality=quality, duration=duration, limit=limit)

    world.jobs.read_render_seconds = count  # type: ignore[method-assign] # it counts
    for _ in range(10):
        await world.viewer.draw(job)
    await asyncio.sleep(31)
    await world.viewer.draw(job)

    assert looks == [2]
