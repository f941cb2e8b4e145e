"""Copies of stored files on this machine's disk, so that what is lent again soon need not be fetched again.

They are few, and each goes some minutes after it came. Another machine may have deleted what it is a copy of, so that
is asked after before a copy is lent that was not seen to be wanted for some seconds. Where copies come from is not
known here.
"""

import asyncio
import itertools
import shutil
import tempfile
import weakref
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

_MOST_BYTES = 512 * 1024 * 1024
_KEPT_SECONDS = 300.0
#: So long a copy is lent without asking whether the file still exists; a page that plays a video asks many times.
_TRUSTED_SECONDS = 5.0

#: Writes a file's bytes to a path.
Fetch: TypeAlias = Callable[[Path], Awaitable[None]]
#: Tells whether the file of a copy may still be lent.
Confirm: TypeAlias = Callable[[], Awaitable[bool]]


@dataclass(eq=False)
class _Copy:
    """One file, or the promise of one."""

    path: Path
    #: Held while it is being fetched; those who want it meanwhile wait.
    fetching: asyncio.Lock = field(default_factory=asyncio.Lock)
    #: None until it is there.
    size_bytes: int | None = None
    #: When its file was last known to exist, by the event loop's clock.
    confirmed_at: float = float("-inf")
    lenders: int = 0


class KeptCopies:
    """Lends copies by their keys and keeps them for a while; those lent longest ago go first, none while it is lent."""

    def __init__(
        self,
        parent: Path,
        *,
        most_bytes: int = _MOST_BYTES,
        kept_seconds: float = _KEPT_SECONDS,
        trusted_seconds: float | None = None,
    ) -> None:
        """Keep at most so much, besides what is lent, in a folder below `parent` that ends with this process."""
        self._parent = parent
        self._most_bytes = most_bytes
        self._kept_seconds = kept_seconds
        self._trusted_seconds = _TRUSTED_SECONDS if trusted_seconds is None else trusted_seconds
        self._copies: OrderedDict[str, _Copy] = OrderedDict()
        self._numbers = itertools.count()
        self._folder: Path | None = None

    @asynccontextmanager
    async def lend(self, key: str, fetch: Fetch, *, confirm: Confirm) -> AsyncIterator[Path]:
        """Lend the copy of a file, fetched first where there is none; what `fetch` raises passes through.

        `confirm` is asked before an older copy is lent; where it returns False the file is fetched anew.
        """
        known = self._copies.get(key)
        if known is not None and not await self._is_valid(known, confirm):
            await self.forget(key)
        copy = self._copies.get(key) or self._copies.setdefault(key, self._build_copy(key))
        self._copies.move_to_end(key)
        copy.lenders += 1
        try:
            async with copy.fetching:
                if copy.size_bytes is None:
                    await self._fetch(key, copy, fetch)
            yield copy.path
        finally:
            copy.lenders -= 1
            await self._tidy(key, copy)

    async def keep(self, key: str, file: Path) -> None:
        """Keep a copy of a file that was just stored, and that nobody will change any more."""
        async with self.lend(key, lambda path: asyncio.to_thread(_link, file, path), confirm=_always):
            pass

    async def forget(self, key: str) -> None:
        """Let a copy go now, or when it is given back."""
        copy = self._copies.pop(key, None)
        if copy is not None and not copy.lenders:
            await _remove(copy)

    def _build_copy(self, key: str) -> _Copy:
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(dir=self._parent))
            weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        # One that was forgotten while it is lent, and the next one of the same file, must not share a path.
        return _Copy(path=self._folder / f"{next(self._numbers)}-{key}")

    async def _is_valid(self, copy: _Copy, confirm: Confirm) -> bool:
        now = asyncio.get_running_loop().time()
        if copy.size_bytes is None or now - copy.confirmed_at < self._trusted_seconds:
            return True
        is_valid = await confirm()
        copy.confirmed_at = now
        return is_valid

    async def _fetch(self, key: str, copy: _Copy, fetch: Fetch) -> None:
        try:
            await fetch(copy.path)
            copy.size_bytes = (await asyncio.to_thread(copy.path.stat)).st_size
            copy.confirmed_at = asyncio.get_running_loop().time()
        except BaseException:
            await _remove(copy)
            raise
        asyncio.get_running_loop().call_later(self._kept_seconds, self._age, key, copy)

    def _age(self, key: str, copy: _Copy) -> None:
        """Let a copy go that has been here for its time, at once or when it is given back."""
        if self._copies.get(key) is copy:
            del self._copies[key]
        if not copy.lenders:
            asyncio.get_running_loop().run_in_executor(None, _unlink, copy.path)

    async def _tidy(self, key: str, copy: _Copy) -> None:
        """Remove what nobody may have any more, after a loan has ended."""
        is_known = self._copies.get(key) is copy
        if not copy.lenders and (copy.size_bytes is None or not is_known):
            if is_known:
                del self._copies[key]
            await _remove(copy)
        kept_bytes = sum(one.size_bytes or 0 for one in self._copies.values())
        for name, one in list(self._copies.items()):
            if kept_bytes <= self._most_bytes:
                return
            if not one.lenders:
                kept_bytes -= one.size_bytes or 0
                await self.forget(name)


async def _always() -> bool:
    """Stand for a file that was stored just now."""
    return True


async def _remove(copy: _Copy) -> None:
    await asyncio.to_thread(_unlink, copy.path)


def _unlink(path: Path) -> None:
    path.unlink(missing_ok=True)


def _link(file: Path, to: Path) -> None:
    try:
        to.hardlink_to(file)
    except OSError:
        shutil.copyfile(file, to)
