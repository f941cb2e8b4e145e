"""An honest register of processes in memory: tests decide who dies, and when the server has had enough of this one."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from bot.errors import ServiceBusy


class MemoryProcessRegister:
    """Knows this process and those that a test names."""

    def __init__(self) -> None:
        self.dead: list[str] = []
        self.buried: list[str] = []
        self.has_lease = False
        #: So often joining is refused, because another still takes the jobs over.
        self.refusals = 0
        self.joined = 0

    @property
    def process_id(self) -> str:
        return "me"

    @property
    def lease_seconds(self) -> float:
        return 3.0

    async def join(self) -> bool:
        if self.refusals > 0:
            self.refusals -= 1
            return False
        self.has_lease = True
        self.joined += 1
        return True

    async def renew(self) -> None:
        if not self.has_lease:
            sentence = "The server ended the session."
            raise ServiceBusy(sentence, code="lease_lost")

    @asynccontextmanager
    async def burial(self, *, again: bool) -> AsyncIterator[Sequence[str]]:
        dead = [*self.dead, *(self.buried if again else ())]
        yield dead
        self.buried += [one for one in self.dead if one in dead]
        self.dead = [one for one in self.dead if one not in dead]
