"""Outages of what the bot depends on: servers go away while it works, and come back after a while."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from random import Random
from typing import Protocol


class Dependency(Protocol):
    """A server that can be taken away; both calls block."""

    def go_down(self) -> None:
        """Refuse everybody from now on and end what is under way."""

    def come_back(self) -> None:
        """Serve again, with everything that was stored before."""


@asynccontextmanager
async def without(dependency: Dependency) -> AsyncIterator[None]:
    """Take a server away until the end of the block."""
    await asyncio.to_thread(dependency.go_down)
    try:
        yield
    finally:
        # Whoever is cancelled must not leave it down.
        await asyncio.shield(asyncio.to_thread(dependency.come_back))


class Outages:
    """Takes one server after the other away, by lot."""

    def __init__(self, dependencies: Mapping[str, Dependency], *, chance: Random, longest_seconds: float) -> None:
        """Keep what can be taken away, by name."""
        self._dependencies = dependencies
        self._chance = chance
        self._longest_seconds = longest_seconds
        #: How often each was away.
        self.struck: Counter[str] = Counter()

    @asynccontextmanager
    async def strike(self) -> AsyncIterator[float]:
        """Let one of the servers be away until the end of the block, which may last for the seconds that it is told."""
        seconds = self._chance.uniform(0, self._longest_seconds)
        if not self._dependencies:
            yield 0
            return
        name = self._chance.choice(sorted(self._dependencies))
        self.struck[name] += 1
        async with without(self._dependencies[name]):
            yield seconds
