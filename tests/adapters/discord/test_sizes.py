"""What servers take."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from adapters.discord.sizes import UploadSizes
from tests.contracts.samples import NOON

MIB = 1024 * 1024


@dataclass(frozen=True)
class Server:
    """As much of a server as sizes depend on."""

    id: int = 7
    premium_tier: int = 0


@dataclass
class Clock:
    """Stands still until it is moved."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now


async def read_rungs(sizes: UploadSizes, server: Server | None = None) -> list[int]:
    """Return the sizes to try, in MB."""
    return [-(-size // MIB) for size in await sizes.list_rungs(server)]


async def refuse_most(sizes: UploadSizes, server: Server | None = None) -> None:
    """Let a server refuse the largest size."""
    await sizes.learn_refusal(server, size_bytes=(await sizes.list_rungs(server))[0])


async def test_begins_with_what_the_level_promises() -> None:
    sizes = UploadSizes()

    assert await read_rungs(sizes) == [20, 10]
    assert await read_rungs(sizes, Server(premium_tier=3)) == [100, 20, 10]


async def test_leaves_room_for_the_message_itself() -> None:
    assert (await UploadSizes().list_rungs(None))[0] < 20 * MIB


async def test_learns_from_each_refusal_for_that_server_alone() -> None:
    sizes, server = UploadSizes(), Server(premium_tier=2)
    for _ in range(3):
        await refuse_most(sizes, server)

    assert await read_rungs(sizes, server) == [10]
    assert await read_rungs(sizes, Server(id=8)) == [20, 10]


async def test_a_restart_forgets_nothing(tmp_path: Path) -> None:
    await refuse_most(UploadSizes(tmp_path / "sizes"))

    assert await read_rungs(UploadSizes(tmp_path / "sizes")) == [10]


async def test_what_was_learnt_is_tried_again_after_a_day() -> None:
    clock = Clock()
    sizes = UploadSizes(clock=clock)
    await refuse_most(sizes)
    clock.now += timedelta(hours=23)
    within_a_day = await read_rungs(sizes)
    clock.now += timedelta(hours=2)

    assert (within_a_day, await read_rungs(sizes)) == ([10], [20, 10])


@pytest.mark.parametrize("content", [b"", b"torn", b'{"by_server": 5}'])
async def test_a_broken_memory_is_as_good_as_none(tmp_path: Path, content: bytes) -> None:
    memory = tmp_path / "sizes"
    memory.write_bytes(content)

    assert await read_rungs(UploadSizes(memory)) == [20, 10]


async def test_a_memory_that_cannot_be_written_hinders_nothing(tmp_path: Path) -> None:
    sizes = UploadSizes(tmp_path / "none" / "sizes")
    await refuse_most(sizes)

    assert await read_rungs(sizes) == [10]
