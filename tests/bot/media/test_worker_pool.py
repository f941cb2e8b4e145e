"""The worker pool keeps its limits, and outlives whatever its workers do."""

import asyncio
import os
import signal
import sys
from collections.abc import Coroutine
from pathlib import Path

import pytest

from bot.errors import RequestRefused
from bot.media.media_workers import open_media_workers
from bot.media.worker_pool import DEFAULT_MEMORY_BYTES, StopReason, WorkerPool, WorkerStopped, open_worker_pool
from tests.bot.media import overruns

REPOSITORY = Path(__file__).parents[3]

#: A script as it would be started by hand, which imports more than workers need.
PROGRAM = """
import asyncio, colorsys
from bot.media.worker_pool import open_worker_pool
from tests.bot.media import overruns

async def main():
    async with open_worker_pool(workers=1) as pool:
        print(await pool.run(overruns.has_imported, "colorsys", timeout_seconds=30))

if __name__ == "__main__":
    asyncio.run(main())
"""


async def test_returns_what_the_function_returns(pool: WorkerPool) -> None:
    total = await pool.run(overruns.add, 2, 3, timeout_seconds=30)

    assert total == 5


async def test_runs_in_another_process(pool: WorkerPool) -> None:
    process_id = await pool.run(os.getpid, timeout_seconds=30)

    assert process_id != os.getpid()


async def test_passes_refusals_on_with_their_option(pool: WorkerPool) -> None:
    with pytest.raises(RequestRefused, match="another picture") as refusal:
        await pool.run(overruns.refuse, timeout_seconds=30)

    assert refusal.value.option == "first"


async def test_survives_an_error_that_cannot_travel(pool: WorkerPool) -> None:
    with pytest.raises(RuntimeError, match="StubbornError: because of rain"):
        await pool.run(overruns.raise_stubborn_error, timeout_seconds=30)


async def test_stops_a_function_that_takes_too_long(pool: WorkerPool) -> None:
    with pytest.raises(WorkerStopped, match=r"0\.2 seconds") as stopped:
        await pool.run(overruns.hang, timeout_seconds=0.2)

    assert stopped.value.reason is StopReason.TIME


async def test_stops_a_function_that_takes_too_much_memory(pool: WorkerPool) -> None:
    with pytest.raises(WorkerStopped) as stopped:
        await pool.run(overruns.take_memory, 2_000_000_000, timeout_seconds=30)

    assert stopped.value.reason is StopReason.MEMORY


async def test_limits_memory_to_what_was_asked_for() -> None:
    async with open_worker_pool(workers=1, memory_bytes=200_000_000) as frugal:
        with pytest.raises(WorkerStopped) as stopped:
            await frugal.run(overruns.take_memory, 250_000_000, timeout_seconds=30)

    assert stopped.value.reason is StopReason.MEMORY


async def test_names_the_death_of_a_worker(pool: WorkerPool) -> None:
    with pytest.raises(WorkerStopped) as stopped:
        await pool.run(overruns.die, timeout_seconds=30)

    assert stopped.value.reason is StopReason.CRASH


async def test_workers_are_ready_before_the_first_call() -> None:
    async with open_worker_pool(workers=1, modules=["colorsys"]) as ready:
        assert await ready.run(overruns.has_imported, "colorsys", timeout_seconds=30)


async def test_media_workers_have_imported_all_they_need() -> None:
    async with open_media_workers(workers=1) as ready:
        assert await ready.run(overruns.has_imported, "bot.media.video_worker", timeout_seconds=30)


async def test_works_on_after_the_death_of_a_worker(pool: WorkerPool) -> None:
    await asyncio.gather(pool.run(overruns.die, timeout_seconds=30), return_exceptions=True)

    assert await pool.run(overruns.add, 1, 1, timeout_seconds=30) == 2


async def test_works_on_after_an_idle_worker_was_killed() -> None:
    async with open_worker_pool(workers=1) as short_lived:
        worker = await short_lived.run(os.getpid, timeout_seconds=30)
        os.kill(worker, signal.SIGKILL)

        assert await short_lived.run(os.getpid, timeout_seconds=30) != worker


async def test_cancelling_the_caller_kills_the_worker(pool: WorkerPool, tmp_path: Path) -> None:
    announcement = tmp_path / "announcement"
    os.mkfifo(announcement)
    async with asyncio.TaskGroup() as group:
        caller = group.create_task(pool.run(overruns.announce_and_hang, announcement, timeout_seconds=60))
        hung_worker = int(await asyncio.to_thread(announcement.read_text))
        caller.cancel()

    assert await pool.run(os.getpid, timeout_seconds=30) != hung_worker


async def test_does_not_import_the_program_into_workers(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)

    process = await asyncio.create_subprocess_exec(
        sys.executable, program, stdout=asyncio.subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(REPOSITORY)}
    )
    printed, _ = await process.communicate()

    assert printed.strip() == b"False"


async def test_limits_the_threads_of_libraries(pool: WorkerPool) -> None:
    assert await pool.run(overruns.read_thread_limit, timeout_seconds=30) == "1"


async def test_takes_no_calls_once_closed() -> None:
    async with open_worker_pool(workers=1) as closed:
        pass

    with pytest.raises(WorkerStopped):
        await closed.run(os.getpid, timeout_seconds=30)


async def test_lets_nobody_wait_once_closed(tmp_path: Path) -> None:
    announcement = tmp_path / "announcement"
    os.mkfifo(announcement)
    closing = WorkerPool(workers=1, memory_bytes=DEFAULT_MEMORY_BYTES)
    call = closing.run(overruns.announce_and_hang, announcement, timeout_seconds=60)

    async with asyncio.TaskGroup() as group:
        caller = group.create_task(_reason_of(call))
        await asyncio.to_thread(announcement.read_text)
        await closing.close()

    assert caller.result() is StopReason.CRASH


async def _reason_of(call: Coroutine[object, object, object]) -> StopReason:
    with pytest.raises(WorkerStopped) as stopped:
        await call
    return stopped.value.reason
