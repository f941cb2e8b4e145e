"""How long the jobs of a process that dies or freezes wait for another one.

Run with `python -m benchmarks.engine_takeover [--quick]`. Whole processes share a PostgreSQL and an object store. All
jobs are with one worker, which is then killed or frozen while a second one idles; measured is how long it takes until
the engine's books say that the second one works on them. Promised: at most 5 s, and one paid task for each job.
"""

import argparse
import asyncio
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.end_to_end.chat_person import at_the_page
from tests.end_to_end.machines import Machine, Machines, open_machines, read_executors
from tests.end_to_end.pictures import write_landscape
from tests.servers.object_store import object_store_server
from tests.servers.postgresql import PostgresqlServer, find_postgresql, postgresql_server

ROUNDS, QUICK_ROUNDS = 3, 1
JOBS = 5
LONGEST_SECONDS = 5.0
_GIVE_UP_SECONDS = 30.0


async def order_jobs(machines: Machines, front: Machine) -> None:
    """Order videos, and return once the video service has them all."""
    picture = await asyncio.to_thread(write_landscape, machines.folder / "day.png", size=(640, 360))
    async with at_the_page(front.address) as person:
        for number in range(JOBS):
            await person.animate({"prompt": f"pan right, take {number}", "duration": "3"}, {"first": picture})
    await machines.wait_for_tasks(JOBS)


async def measure_takeover(machines: Machines, *, database: str, freezes: bool) -> float:
    """Return how long a victim's jobs waited for an heir."""
    front = await machines.start("front", parts="web")
    victim = await machines.start("victim", parts="worker", settings=_ALL_AT_ONCE)
    await order_jobs(machines, front)
    await machines.start("heir", parts="worker", settings=_ALL_AT_ONCE)
    held_by = await asyncio.to_thread(read_executors, database)
    began = time.monotonic()
    if freezes:
        victim.freeze()
    else:
        await victim.kill()
    await _wait_until(lambda: _are_others(read_executors(database), held_by), began=began)
    # A second paid task counts as a takeover that never came.
    return time.monotonic() - began if len(machines.api.tasks) == JOBS else _GIVE_UP_SECONDS


def _are_others(executors: set[str], old: set[str]) -> bool:
    return bool(executors) and not executors & old


_ALL_AT_ONCE = {"FLIPBOOK_MOST_RUNNING_PER_PERSON": str(JOBS)}


async def _wait_until(is_so: Callable[[], bool], *, began: float) -> None:
    while time.monotonic() - began < _GIVE_UP_SECONDS:
        if await asyncio.to_thread(is_so):
            return
        await asyncio.sleep(0.02)


async def report(server: PostgresqlServer, *, rounds: int) -> bool:
    """Measure, print what was found and tell whether the promise holds."""
    longest = 0.0
    with object_store_server() as store:
        for kind in ("killed", "frozen"):
            found = []
            for number in range(rounds):
                with server.fresh_database() as database, TemporaryDirectory() as parent:
                    folder = Path(parent) / f"{kind}{number}"
                    folder.mkdir()
                    async with open_machines(folder, database=database, store=store) as machines:
                        found.append(await measure_takeover(machines, database=database, freezes=kind == "frozen"))
            print(f"{kind}: {', '.join(f'{seconds:.2f}' for seconds in found)} s until another worked on all its jobs")
            longest = max(longest, *found)
    print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    return longest <= LONGEST_SECONDS


def main() -> None:
    """Read the flags and end with 1 when the promise does not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_ROUNDS} round instead of {ROUNDS}")
    flags = parser.parse_args()
    programs = find_postgresql()
    if programs is None:
        print("PostgreSQL is not installed here; Debian's package `postgresql` brings it")
        return
    with postgresql_server(programs) as server:
        sys.exit(0 if asyncio.run(report(server, rounds=QUICK_ROUNDS if flags.quick else ROUNDS)) else 1)


if __name__ == "__main__":
    main()
