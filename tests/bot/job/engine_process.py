"""A process that runs the durable engine until it is killed, and writes every step to its standard output.

`python -m tests.bot.job.engine_process FOLDER JOB...` queues the jobs; the delivery of a job called `hangs` never
ends while a file `hang` lies in the folder.
"""

import asyncio
import sys
from pathlib import Path

from bot.job.durable_engine import open_engine
from bot.job.engine import EngineLimits
from tests.bot.job.engine_database import build_engine_database


class ToldLife:
    """Tells of each step when it begins and when it has ended."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def submit(self, job_id: str) -> None:
        """Tell of the submission."""
        _tell("submit", job_id)

    async def deliver(self, job_id: str) -> None:
        """Tell of the delivery, and hang in it where that is asked for."""
        _tell("deliver", job_id)
        if job_id == "hangs" and await asyncio.to_thread((self._folder / "hang").exists):
            await asyncio.Event().wait()
        _tell("delivered", job_id)

    async def give_up(self, job_id: str) -> None:
        """Tell of the surrender."""
        _tell("give_up", job_id)


def _tell(step: str, job_id: str) -> None:
    sys.stdout.write(f"{step} {job_id}\n")
    sys.stdout.flush()


async def run_engine(folder: Path, job_ids: list[str]) -> None:
    """Run the engine for ever."""
    database = build_engine_database(folder / "engine.db")
    limits = EngineLimits(running=10, running_per_lane=10, queue_poll_seconds=0.05)
    async with open_engine(ToldLife(folder), database=database, limits=limits) as engine:
        for job_id in job_ids:
            await engine.enqueue(job_id, lane="web:u1")
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(run_engine(Path(sys.argv[1]), sys.argv[2:]))
