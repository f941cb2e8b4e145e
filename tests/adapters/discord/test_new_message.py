"""Messages with small files leave in one piece; others are streamed, and both look the same."""

from pathlib import Path

import pytest

from adapters.discord.new_message import read_small_file
from tests.adapters.discord.house import open_busy_house
from tests.adapters.discord.test_card_post import build_card


def test_reads_a_small_file_whole(tmp_path: Path) -> None:
    (tmp_path / "small").write_bytes(b"picture")

    content = read_small_file(tmp_path / "small")

    assert content is not None
    assert content.getvalue() == b"picture"


def test_reads_nothing_of_a_large_file(tmp_path: Path) -> None:
    (tmp_path / "large").write_bytes(bytes(500_001))

    assert read_small_file(tmp_path / "large") is None


@pytest.mark.parametrize("size_bytes", [1000, 800_000], ids=["small", "large"])
async def test_a_picture_arrives_whole_whatever_its_size(tmp_path: Path, size_bytes: int) -> None:
    picture = bytes(range(250)) * (size_bytes // 250)
    async with open_busy_house(tmp_path) as house:
        house.media.contents["k.jpg"] = picture
        card = build_card(house, pictures=(("k.jpg", 'A "first" frame'),), prompt="waves\r\n--and more")
        await house.platform.show_card(house.address, card, message_id=None)

    (message,) = house.read_channel()
    assert [file.filename for file in message.attachments] == ["frame.jpg"]
    assert message.attachments[0].content == picture
    assert message.attachments[0].description == 'A "first" frame'
    assert "and more" in message.text
    assert "PATCH" not in {call.method for call in house.discord.calls}
