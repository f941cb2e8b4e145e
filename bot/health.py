"""Whether the bot can do its work, part by part, as far as that can be found out by asking. It never tells why not."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

logger = logging.getLogger(__name__)

#: Raises where a part does not work; what it returns says whether it does.
Probe = Callable[[], Awaitable[bool]]

_PATIENCE_SECONDS = 3.0


@dataclass(frozen=True, kw_only=True)
class Part:
    """One thing that the bot needs."""

    name: str
    probe: Probe
    #: Without it nothing can be ordered at all; otherwise it comes back while orders wait.
    is_required: bool = False
    #: For so long the last answer is believed, so that whoever asks us does not burden others.
    fresh_seconds: float = 1.0


@dataclass(frozen=True, kw_only=True)
class Readiness:
    """What was found out."""

    is_ready: bool
    parts: Mapping[str, bool]


@dataclass(frozen=True, kw_only=True)
class _Answer:
    works: bool
    at: float


class Health:
    """Asks all parts at once and remembers their answers for a moment."""

    def __init__(self, parts: Sequence[Part]) -> None:
        """Look after these parts."""
        self._parts = parts
        self._answers: dict[str, _Answer] = {}
        self._turn = asyncio.Lock()

    async def examine(self) -> Readiness:
        """Return which parts work now."""
        async with self._turn, asyncio.TaskGroup() as tasks:
            asked = {part.name: tasks.create_task(self._ask(part)) for part in self._parts}
        works = {name: task.result() for name, task in asked.items()}
        return Readiness(is_ready=all(works[part.name] for part in self._parts if part.is_required), parts=works)

    async def _ask(self, part: Part) -> bool:
        now = asyncio.get_running_loop().time()
        known = self._answers.get(part.name)
        if known is not None and now - known.at < part.fresh_seconds:
            return known.works
        works = await _works(part)
        if known is None or known.works is not works:
            logger.log(logging.INFO if works else logging.WARNING, "Part %s: %s", part.name, "up" if works else "down")
        self._answers[part.name] = _Answer(works=works, at=now)
        return works


async def _works(part: Part) -> bool:
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            return await part.probe()
    except Exception:  # noqa: BLE001 - whatever keeps a part from answering, it does not work
        return False
