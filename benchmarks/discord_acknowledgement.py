"""How soon commands are acknowledged in Discord, against a bare handler that does nothing but acknowledge.

Run with `python -m benchmarks.discord_acknowledgement`. Both run on the same local Discord, one after the other and in
turns, so that the ratio holds on a busy machine too. Promised: p99 at most 1.5 times
the bare one's, and never over 1 s.
"""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import discord
from discord import app_commands

from tests.adapters.discord.house import PICTURE, DiscordHouse, open_house
from tests.servers.discord.records import Interaction

TURNS = 3
RATIO_LIMIT = 1.5
LONGEST_SECONDS = 1.0

Run = Callable[[DiscordHouse], AbstractAsyncContextManager[None]]


@dataclass(frozen=True, kw_only=True)
class Load:
    """How much is asked, for how long."""

    per_second: float
    seconds: float


class BareClient(discord.AutoShardedClient):
    """A client that acknowledges and does nothing else."""

    def __init__(self) -> None:
        """Have one command."""
        super().__init__(intents=discord.Intents(guilds=True), max_messages=None)
        self.tree: app_commands.CommandTree[Any] = app_commands.CommandTree(self)
        self.tree.add_command(app_commands.Command(name="animate", description="Acknowledge.", callback=acknowledge))

    async def setup_hook(self) -> None:
        """Tell Discord the command."""
        await self.tree.sync()


async def acknowledge(interaction: discord.Interaction, first: discord.Attachment, prompt: str) -> None:
    """Acknowledge, whatever `first` and `prompt` are."""
    _ = first, prompt
    await interaction.response.defer(ephemeral=True, thinking=True)


@asynccontextmanager
async def run_bare(house: DiscordHouse) -> AsyncIterator[None]:
    """Let the bare client live."""
    async with BareClient() as client, asyncio.TaskGroup() as tasks:
        tasks.create_task(client.start(house.discord.token))
        await house.discord.ready()
        yield
        await client.close()


async def measure(run: Run, load: Load) -> list[float]:
    """Return after how many seconds each command was acknowledged, shortest first."""
    with tempfile.TemporaryDirectory() as folder:
        async with open_house(Path(folder)) as house, run(house):
            asked = await _ask(house, load)
            await house.discord.until(lambda: all(one.is_acknowledged for one in asked))
    return sorted(_waited(one) for one in asked)


async def _ask(house: DiscordHouse, load: Load) -> list[Interaction]:
    clock = asyncio.get_running_loop().time
    began, asked = clock(), []
    for number in range(round(load.per_second * load.seconds)):
        await asyncio.sleep(max(0.0, began + number / load.per_second - clock()))
        asked.append(
            await house.discord.slash(
                "animate", {"prompt": "waves"}, user=house.anna, channel=house.channel, attachments={"first": PICTURE}
            )
        )
    return asked


def _waited(interaction: Interaction) -> float:
    answered = interaction.acknowledged_at or interaction.created_at
    return (answered - interaction.created_at).total_seconds()


def percentile(sorted_seconds: list[float], share: float) -> float:
    """Return the value below which this share of all lies."""
    return sorted_seconds[min(int(len(sorted_seconds) * share), len(sorted_seconds) - 1)]


async def compare(load: Load) -> bool:
    """Measure both in turns, print what was found and tell whether the promise holds."""
    bare: list[float] = []
    ours: list[float] = []
    for _ in range(TURNS):
        bare += await measure(run_bare, load)
        ours += await measure(DiscordHouse.run_bot, load)
    bare.sort()
    ours.sort()
    for name, share in (("p50", 0.5), ("p99", 0.99)):
        was, now = percentile(bare, share), percentile(ours, share)
        print(f"{name}: bare {was * 1000:.1f} ms, Flipbook {now * 1000:.1f} ms, ratio {now / was:.2f}")
    print(f"longest: bare {bare[-1] * 1000:.0f} ms, Flipbook {ours[-1] * 1000:.0f} ms, of {len(ours)} commands")
    return percentile(ours, 0.99) <= RATIO_LIMIT * percentile(bare, 0.99) and ours[-1] <= LONGEST_SECONDS


def main() -> None:
    """Read the flags and end with 1 when the promise does not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--per-second", type=float, default=50)
    parser.add_argument("--seconds", type=float, default=20)
    flags = parser.parse_args()
    sys.exit(0 if asyncio.run(compare(Load(per_second=flags.per_second, seconds=flags.seconds))) else 1)


if __name__ == "__main__":
    main()
