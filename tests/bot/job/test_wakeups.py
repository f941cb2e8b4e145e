import asyncio

from bot.job.wakeups import WakeUps


async def test_waiting_ends_by_itself() -> None:
    loop = asyncio.get_running_loop()

    await WakeUps().wait("a", 3600.0)

    assert loop.time() == 3600.0


async def test_a_wake_up_ends_the_waiting_of_its_job_only() -> None:
    wakeups, loop = WakeUps(), asyncio.get_running_loop()
    ends: dict[str, float] = {}

    async def wait(job_id: str) -> None:
        await wakeups.wait(job_id, 3600.0)
        ends[job_id] = loop.time()

    async with asyncio.TaskGroup() as tasks:
        for job_id in ("a", "b"):
            tasks.create_task(wait(job_id))
        loop.call_later(5.0, wakeups.wake, "a")

    assert ends == {"a": 5.0, "b": 3600.0}


async def test_waking_nobody_does_nothing() -> None:
    wakeups, loop = WakeUps(), asyncio.get_running_loop()
    wakeups.wake("a")

    await wakeups.wait("a", 10.0)

    assert loop.time() == 10.0
