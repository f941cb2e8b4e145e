import asyncio
import sys
from pathlib import Path

import pytest

from storage.kept_copies import KeptCopies


class Origin:
    """Where copies come from."""

    def __init__(self) -> None:
        self.fetched = 0
        self.asked = 0
        self.fault: Exception | None = None
        self.is_there = True

    async def fetch(self, path: Path) -> None:
        self.fetched += 1
        await asyncio.to_thread(path.write_bytes, b"ten bytes.")
        if self.fault is not None:
            raise self.fault

    async def confirm(self) -> bool:
        self.asked += 1
        return self.is_there


@pytest.fixture
def origin() -> Origin:
    return Origin()


def list_copies(folder: Path) -> list[str]:
    return sorted(path.name.partition("-")[2] for path in folder.rglob("*") if path.is_file())


async def lend(copies: KeptCopies, origin: Origin, *keys: str) -> None:
    for key in keys:
        async with copies.lend(key, origin.fetch, confirm=origin.confirm) as path:
            assert path.read_bytes() == b"ten bytes."


async def test_what_is_lent_again_is_not_fetched_again(tmp_path: Path, origin: Origin) -> None:
    copies = KeptCopies(tmp_path)
    await lend(copies, origin, "a.mp4", "a.mp4")

    assert (origin.fetched, list_copies(tmp_path)) == (1, ["a.mp4"])


async def test_many_who_want_the_same_at_once_have_it_fetched_once(tmp_path: Path, origin: Origin) -> None:
    copies = KeptCopies(tmp_path)
    await asyncio.gather(*(lend(copies, origin, "a.mp4") for _ in range(5)))

    assert origin.fetched == 1


async def test_those_lent_longest_ago_go_first(tmp_path: Path, origin: Origin) -> None:
    copies = KeptCopies(tmp_path, most_bytes=20)
    await lend(copies, origin, "a.mp4", "b.mp4", "a.mp4", "c.mp4")

    assert list_copies(tmp_path) == ["a.mp4", "c.mp4"]


async def test_what_is_lent_stays_whatever_it_weighs(tmp_path: Path, origin: Origin) -> None:
    copies = KeptCopies(tmp_path, most_bytes=0)
    async with copies.lend("a.mp4", origin.fetch, confirm=origin.confirm) as path:
        await lend(copies, origin, "b.mp4")
        lent = list_copies(tmp_path)

    assert (lent, path.exists()) == (["a.mp4"], False)


async def test_copies_go_when_their_time_has_come(tmp_path: Path, origin: Origin) -> None:
    copies = KeptCopies(tmp_path, kept_seconds=0)
    async with copies.lend("a.mp4", origin.fetch, confirm=origin.confirm) as path:
        # The timer runs before this returns.
        await asyncio.sleep(0.01)
        lent = path.exists()
    await lend(copies, origin, "a.mp4")

    assert (lent, path.exists(), origin.fetched) == (True, False, 2)


async def test_a_fetch_that_fails_leaves_nothing_and_is_tried_again(tmp_path: Path, origin: Origin) -> None:
    copies, origin.fault = KeptCopies(tmp_path), OSError("full")
    with pytest.raises(OSError, match="full"):
        await lend(copies, origin, "a.mp4")
    left, origin.fault = list_copies(tmp_path), None
    await lend(copies, origin, "a.mp4")

    assert (left, origin.fetched) == ([], 2)


async def test_what_was_deleted_is_forgotten_once_it_is_given_back(tmp_path: Path, origin: Origin) -> None:
    copies = KeptCopies(tmp_path)
    async with copies.lend("a.mp4", origin.fetch, confirm=origin.confirm) as path:
        await copies.forget("a.mp4")
        await lend(copies, origin, "a.mp4")
        lent = path.exists()

    assert (lent, path.exists(), list_copies(tmp_path)) == (True, False, ["a.mp4"])


async def test_a_copy_whose_file_was_deleted_elsewhere_is_not_lent_again(tmp_path: Path, origin: Origin) -> None:
    copies = KeptCopies(tmp_path, trusted_seconds=0)
    async with copies.lend("a.mp4", origin.fetch, confirm=origin.confirm) as path:
        origin.is_there, origin.fault = False, FileNotFoundError("deleted")
        with pytest.raises(FileNotFoundError):
            await lend(copies, origin, "a.mp4")
        lent = path.exists()

    assert (lent, list_copies(tmp_path)) == (True, [])


async def test_nobody_is_asked_about_a_copy_that_came_just_now(tmp_path: Path, origin: Origin) -> None:
    copies = KeptCopies(tmp_path, trusted_seconds=3600)
    await lend(copies, origin, "a.mp4", "a.mp4")

    assert (origin.asked, origin.fetched) == (0, 1)


async def test_keeps_what_was_just_stored(tmp_path: Path, origin: Origin) -> None:
    stored = tmp_path / "stored.mp4"
    stored.write_bytes(b"ten bytes.")
    copies = KeptCopies(tmp_path)
    await copies.keep("a.mp4", stored)
    await lend(copies, origin, "a.mp4")

    assert origin.fetched == 0


def _list_all(folder: Path) -> list[Path]:
    return list(folder.iterdir())


_LIFE = """
import asyncio, pathlib, sys
from storage.kept_copies import KeptCopies

folder = pathlib.Path(sys.argv[1])
copies = KeptCopies(folder)
asyncio.run(copies.keep("a.mp4", folder / "stored.mp4"))
print(len(list(folder.rglob("*-a.mp4"))))
"""


async def test_nothing_is_left_when_the_process_ends(tmp_path: Path) -> None:
    stored = tmp_path / "stored.mp4"
    stored.write_bytes(b"ten bytes.")
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _LIFE, str(tmp_path), stdout=asyncio.subprocess.PIPE
    )
    told, _ = await process.communicate()

    assert told.strip() == b"1"
    assert _list_all(tmp_path) == [stored]
