"""What servers take."""

from dataclasses import dataclass

from adapters.discord.sizes import UploadSizes

MIB = 1024 * 1024


@dataclass(frozen=True)
class Server:
    """As much of a server as sizes depend on."""

    id: int = 7
    premium_tier: int = 0


def read_rungs(sizes: UploadSizes, server: Server | None = None) -> list[int]:
    """Return the sizes to try, in MB."""
    return [-(-size // MIB) for size in sizes.list_rungs(server)]


def test_begins_with_what_the_level_promises() -> None:
    sizes = UploadSizes()

    assert read_rungs(sizes) == [20, 10]
    assert read_rungs(sizes, Server(premium_tier=3)) == [100, 20, 10]


def test_leaves_room_for_the_message_itself() -> None:
    assert UploadSizes().list_rungs(None)[0] < 20 * MIB


def test_learns_from_each_refusal_for_that_server_alone() -> None:
    sizes, server = UploadSizes(), Server(premium_tier=2)
    for _ in range(3):
        sizes.learn_refusal(server, size_bytes=sizes.list_rungs(server)[0])

    assert read_rungs(sizes, server) == [10]
    assert read_rungs(sizes, Server(id=8)) == [20, 10]
