"""How large a file each server takes: what it should take by its level, and less where it said so."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Protocol

_MIB = 1024 * 1024
#: By boost level; messages add a little to the file itself.
_LIMITS: Mapping[int, int] = MappingProxyType({0: 20 * _MIB, 1: 20 * _MIB, 2: 50 * _MIB, 3: 100 * _MIB})
#: Smaller sizes to try when a server refuses what its level promises.
_LOWER_RUNGS = (20 * _MIB, 10 * _MIB)
_MARGIN_BYTES = 64 * 1024


class BoostedServer(Protocol):
    """As much of a server as sizes depend on."""

    @property
    def id(self) -> int:
        """Return what tells servers apart."""

    @property
    def premium_tier(self) -> int:
        """Return the level that its members' boosts give it."""


class UploadSizes:
    """Remembers what servers really take."""

    def __init__(self) -> None:
        """Begin with what Discord documents."""
        self._learnt: dict[int, int] = {}

    def list_rungs(self, guild: BoostedServer | None) -> tuple[int, ...]:
        """Return the sizes to try in bytes, largest first; direct messages take what the lowest level takes."""
        guild_id, level = (0, 0) if guild is None else (guild.id, guild.premium_tier)
        top = min(_LIMITS.get(level, _LIMITS[0]), self._learnt.get(guild_id, _LIMITS[3]))
        sizes = (top, *(size for size in _LOWER_RUNGS if size < top))
        return tuple(size - _MARGIN_BYTES for size in sizes)

    def learn_refusal(self, guild: BoostedServer | None, *, size_bytes: int) -> None:
        """Remember that a server refused this rung, until the next start."""
        lower = [size for size in _LOWER_RUNGS if size - _MARGIN_BYTES < size_bytes]
        self._learnt[0 if guild is None else guild.id] = max(lower, default=_LOWER_RUNGS[-1])
