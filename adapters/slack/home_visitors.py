"""Who looked at the Home tab lately, so that it can be drawn anew when one of their jobs has ended.

Slack does not tell when somebody leaves their Home tab. Nobody waits for what is done here: it is put off, one tab at a
time, and what is lost with the process is drawn when the tab is opened again.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, Self

from adapters.slack.occasion import Occasion

_LATELY_SECONDS = 1800.0
_MOST_VISITORS = 2000
#: Jobs that end together are shown together, and no workspace is asked for more than thirty tabs in a minute.
_PAUSE_SECONDS = 2.0


@dataclass(frozen=True, kw_only=True)
class HomeVisitor:
    """Somebody in a workspace."""

    team_id: str
    user_id: str

    @classmethod
    def parse(cls, name: str) -> Self:
        """Read what `spell` wrote."""
        team_id, _, user_id = name.partition("/")
        return cls(team_id=team_id, user_id=user_id)

    def spell(self) -> str:
        """Return the words by which processes tell each other of somebody."""
        return f"{self.team_id}/{self.user_id}"


def tell_nobody(_name: str) -> None:
    """Stand for a process that is alone."""


class HomeVisitors:
    """Remembers visitors, and whose Home tab is out of date."""

    def __init__(
        self, *, tell_others: Callable[[str], None] = tell_nobody, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Begin with nobody; `tell_others` lets the other processes `hear` whose job has ended."""
        self._tell_others = tell_others
        self._clock = clock
        self._seen: OrderedDict[HomeVisitor, float] = OrderedDict()
        self._due: OrderedDict[HomeVisitor, None] = OrderedDict()
        self._has_due = asyncio.Event()

    @property
    def is_due(self) -> bool:
        """Tell whether some Home tab is out of date."""
        return bool(self._due)

    def note_visit(self, visitor: HomeVisitor) -> None:
        """Take note that somebody looks at their Home tab."""
        self._seen[visitor] = self._clock()
        self._seen.move_to_end(visitor)
        while len(self._seen) > _MOST_VISITORS:
            self._seen.popitem(last=False)

    def note_ending(self, visitor: HomeVisitor) -> None:
        """Take note that one of somebody's jobs has ended, or tell the others where nobody like that came by here."""
        if self._was_here_lately(visitor):
            self._note_due(visitor)
        else:
            self._tell_others(visitor.spell())

    def hear(self, name: str) -> None:
        """Take note that one of somebody's jobs has ended in another process."""
        visitor = HomeVisitor.parse(name)
        if self._was_here_lately(visitor):
            self._note_due(visitor)

    def _was_here_lately(self, visitor: HomeVisitor) -> bool:
        seen_at = self._seen.get(visitor)
        return seen_at is not None and self._clock() - seen_at <= _LATELY_SECONDS

    def _note_due(self, visitor: HomeVisitor) -> None:
        self._due[visitor] = None
        self._has_due.set()

    async def wait(self) -> None:
        """Wait until some Home tab is out of date."""
        await self._has_due.wait()

    def take(self) -> HomeVisitor:
        """Return whose Home tab has been out of date for longest, and take it for drawn."""
        visitor, _ = self._due.popitem(last=False)
        if not self._due:
            self._has_due.clear()
        return visitor


class HomeTab(Protocol):
    """Shows people their own things."""

    async def publish_quietly(self, occasion: Occasion) -> None:
        """Draw somebody's Home tab."""


async def keep_homes_current(visitors: HomeVisitors, home: HomeTab, *, pause_seconds: float = _PAUSE_SECONDS) -> None:
    """Draw Home tabs anew for ever, one after the other."""
    while True:
        await visitors.wait()
        await asyncio.sleep(pause_seconds)
        visitor = visitors.take()
        await home.publish_quietly(Occasion(team_id=visitor.team_id, user_id=visitor.user_id, event_id=""))
