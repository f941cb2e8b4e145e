import struct

import pytest

from bot.media.video_samples import UnusualVideo, build_sample_table


def build_box(*numbers: int) -> bytes:
    """Return a box's content: version and flags, then numbers."""
    return struct.pack(f">{len(numbers) + 1}I", 0, *numbers)


def build_boxes(**others: bytes) -> dict[bytes, bytes]:
    """Return the boxes of three samples of 10 bytes in two chunks."""
    boxes = {
        "stsz": build_box(0, 3, 10, 10, 10),
        "stts": build_box(1, 3, 5),
        "stsc": build_box(2, 1, 2, 1, 2, 1, 1),
        "stco": build_box(2, 100, 200),
        **others,
    }
    return {name.encode(): content for name, content in boxes.items() if content}


def test_finds_where_samples_lie_and_how_long_they_last() -> None:
    table = build_sample_table(build_boxes())

    assert (table.count, table.units, table.first) == (3, 15, range(100, 110))
    assert table.chunks == [range(100, 120), range(200, 210)]


def test_reads_long_offsets() -> None:
    offsets = struct.pack(">2I2Q", 0, 2, 1 << 40, 1 << 41)
    table = build_sample_table(build_boxes(stco=b"", co64=offsets))

    assert table.first.start == 1 << 40


def test_samples_have_to_lie_in_one_part_of_the_media() -> None:
    table = build_sample_table(build_boxes())

    assert table.lies_within([range(90, 120), range(200, 210)])
    assert not table.lies_within([range(90, 119), range(119, 300)])


@pytest.mark.parametrize(
    "boxes",
    [
        {"stsz": build_box(10, 3)},
        {"stsz": build_box(0, 0)},
        {"stts": build_box(1, 4, 5)},
        {"stsc": build_box(1, 1, 2, 1)},
        {"stsc": build_box(1, 2, 3, 1)},
        {"stsc": build_box(0)},
        {"stco": build_box(1, 100)},
    ],
)
def test_refuses_tables_that_do_not_fit_together(boxes: dict[str, bytes]) -> None:
    with pytest.raises((UnusualVideo, ValueError)):
        build_sample_table(build_boxes(**boxes))
