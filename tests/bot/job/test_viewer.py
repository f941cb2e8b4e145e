from bot.job.job import JobState
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
