"""How much memory the Discord part takes on top of the core while nothing happens.

Run with `python -m benchmarks.discord_memory [--quick]`. The core is wired in one file that knows Discord's library
too, so there are two parts: what importing that library takes, which every Flipbook pays, and what being connected
takes, with the process that listens, in one server and in many. The workers that look at pictures are left out; they
are the same for both.
"""

import argparse
import asyncio
import sys
from statistics import median

from adapters.discord import line_process
from benchmarks.chat_process import ROOT, Kind
from benchmarks.chat_stage import print_load
from benchmarks.discord_imports import read_resident_mebibytes
from benchmarks.discord_stage import open_stage
from benchmarks.listener import find_listener

ROUNDS, QUICK_ROUNDS = 3, 1
MANY_GUILDS = 200
_SETTLING_SECONDS = 3.0


async def measure(kind: Kind, *, guilds: int) -> float:
    """Return the resident mebibytes of an idle bot in so many servers, with the process that listens for it."""
    async with open_stage(guilds=guilds) as stage, stage.run_bot(kind) as bot:
        await asyncio.sleep(_SETTLING_SECONDS)
        resident = await asyncio.to_thread(read_resident_mebibytes, bot.process_id)
        if kind is not Kind.FLIPBOOK:
            return resident
        listener = await asyncio.to_thread(find_listener, bot.process_id, line_process)
        return resident + await asyncio.to_thread(read_resident_mebibytes, listener)


async def measure_imports() -> tuple[float, float]:
    """Return the resident mebibytes of a fresh process that has imported the core, then Discord's part too."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.discord_imports", cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    output, _ = await process.communicate()
    core, both = output.decode().split()
    return float(core), float(both)


async def report(*, rounds: int) -> None:
    """Measure and print what was found."""
    core = median([await measure(Kind.CORE, guilds=1) for _ in range(rounds)])
    one = median([await measure(Kind.FLIPBOOK, guilds=1) for _ in range(rounds)])
    many = median([await measure(Kind.FLIPBOOK, guilds=MANY_GUILDS) for _ in range(rounds)])
    imports = [await measure_imports() for _ in range(rounds)]
    library = median(both - before for before, both in imports)
    print(f"core: {core:.1f} MiB, of which {library:.1f} MiB are Discord's library")
    print(f"connected, in one server: {one:.1f} MiB, {one - core:+.1f} MiB, ratio {one / core:.2f}")
    print(f"connected, in {MANY_GUILDS} servers: {many:.1f} MiB, {many - core:+.1f} MiB, ratio {many / core:.2f}")
    print(f"Discord's part, library included: {one - core + library:.1f} MiB on {core - library:.1f} MiB")
    print_load()


def main() -> None:
    """Read the flags."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="measure once instead of taking medians")
    flags = parser.parse_args()
    asyncio.run(report(rounds=QUICK_ROUNDS if flags.quick else ROUNDS))


if __name__ == "__main__":
    main()
