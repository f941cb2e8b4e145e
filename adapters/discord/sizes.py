"""How large a file each server takes: what it should take by its level, and less where it said so."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

from pydantic import BaseModel, ValidationError

logger = logging.getLogger(__name__)

_MIB = 1024 * 1024
#: By boost level; messages add a little to the file itself.
_LIMITS: Mapping[int, int] = MappingProxyType({0: 20 * _MIB, 1: 20 * _MIB, 2: 50 * _MIB, 3: 100 * _MIB})
#: Smaller sizes to try when a server refuses what its level promises.
_LOWER_RUNGS = (20 * _MIB, 10 * _MIB)
_MARGIN_BYTES = 64 * 1024
_BELIEVED_FOR = timedelta(days=1)


class BoostedServer(Protocol):
    """As much of a server as sizes depend on."""

    @property
    def id(self) -> int:
        """Return what tells servers apart."""

    @property
    def premium_tier(self) -> int:
        """Return the level that its members' boosts give it."""


class _Refusal(BaseModel):
    """The largest size that a server has left after it refused more."""

    size_bytes: int
    learnt_at: datetime


class _Refusals(BaseModel):
    by_server: dict[int, _Refusal] = {}


def _read_clock() -> datetime:
    return datetime.now(UTC)


class UploadSizes:
    """Remembers what servers really take, for a day each, as their level may rise."""

    def __init__(self, memory: Path | None = None, *, clock: Callable[[], datetime] = _read_clock) -> None:
        """Begin with what Discord documents and with what stands in the file `memory`, which also outlives restarts."""
        self._memory = memory
        self._clock = clock
        self._learnt: _Refusals | None = None

    async def list_rungs(self, guild: BoostedServer | None) -> tuple[int, ...]:
        """Return the sizes to try in bytes, largest first; direct messages take what the lowest level takes."""
        guild_id, level = (0, 0) if guild is None else (guild.id, guild.premium_tier)
        known = (await self._recall()).by_server.get(guild_id)
        top = _LIMITS.get(level, _LIMITS[0])
        if known is not None and self._clock() - known.learnt_at < _BELIEVED_FOR:
            top = min(top, known.size_bytes)
        return list_lower_rungs(top)

    async def learn_refusal(self, guild: BoostedServer | None, *, size_bytes: int) -> None:
        """Remember that a server refused this rung."""
        learnt = await self._recall()
        lower = [size for size in _LOWER_RUNGS if size - _MARGIN_BYTES < size_bytes]
        refusal = _Refusal(size_bytes=max(lower, default=_LOWER_RUNGS[-1]), learnt_at=self._clock())
        learnt.by_server[0 if guild is None else guild.id] = refusal
        if self._memory is not None:
            await asyncio.to_thread(_write, self._memory, learnt.model_dump_json())

    async def _recall(self) -> _Refusals:
        if self._learnt is None:
            self._learnt = _Refusals() if self._memory is None else await asyncio.to_thread(_read, self._memory)
        return self._learnt


def list_lower_rungs(size_bytes: int) -> tuple[int, ...]:
    """Return the sizes to try where this much is promised, largest first, with room for the message itself."""
    sizes = (size_bytes, *(size for size in _LOWER_RUNGS if size < size_bytes))
    return tuple(size - _MARGIN_BYTES for size in sizes)


def _read(memory: Path) -> _Refusals:
    try:
        return _Refusals.model_validate_json(memory.read_bytes())
    except FileNotFoundError:
        return _Refusals()
    except (OSError, ValidationError):
        # It costs one upload in vain to learn the same again.
        logger.warning("What servers take could not be read")
        return _Refusals()


def _write(memory: Path, text: str) -> None:
    try:
        unfinished = memory.with_name(f"{memory.name}.new")
        unfinished.write_text(text)
        unfinished.replace(memory)
    except OSError:
        logger.warning("What servers take could not be written down")
