from asyncio import StreamReader

import pytest

from adapters.line.frames import Frame, build_frame, read_frame


def feed(*pieces: bytes) -> StreamReader:
    """Return a reader of these bytes, after which nothing comes."""
    reader = StreamReader()
    for piece in pieces:
        reader.feed_data(piece)
    reader.feed_eof()
    return reader


@pytest.mark.parametrize("text", ["", "{}", "größer", "x" * 300_000, "two\nlines"])
async def test_what_is_written_is_read(text: str) -> None:
    frame = await read_frame(feed(build_frame(7, text)))

    assert frame == Frame(kind=7, text=text)


async def test_frames_are_read_one_after_the_other() -> None:
    reader = feed(build_frame(1, "first") + build_frame(2, "second"))

    assert [await read_frame(reader) for _ in range(3)] == [
        Frame(kind=1, text="first"),
        Frame(kind=2, text="second"),
        None,
    ]


@pytest.mark.parametrize("length", [1, 4, 5, 8])
async def test_a_frame_that_was_cut_off_counts_for_nothing(length: int) -> None:
    assert await read_frame(feed(build_frame(7, "cut off")[:length])) is None
