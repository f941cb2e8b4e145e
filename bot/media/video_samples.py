"""The table of an MP4 track's samples: how many there are, how long they last, and where their bytes lie."""

import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise


class UnusualVideo(ValueError):
    """A video that is not understood; nothing is said about whether it can be played."""


@dataclass(frozen=True, kw_only=True)
class SampleTable:
    """The samples of one track."""

    count: int
    #: How long all last together, in the track's own units.
    units: int
    #: Where the first one lies in the file.
    first: range
    #: The bytes of each run of neighbouring samples.
    chunks: Sequence[range]

    def lies_within(self, media: Sequence[range]) -> bool:
        """Tell whether all samples lie where the file keeps pictures and sound."""
        return all(
            any(part.start <= chunk.start and chunk.stop <= part.stop for part in media) for chunk in self.chunks
        )


def build_sample_table(boxes: Mapping[bytes, bytes]) -> SampleTable:
    """Read the boxes of a sample table; raise `UnusualVideo` where they do not fit together."""
    sizes = _read_sizes(boxes[b"stsz"])
    offsets = _read_offsets(boxes)
    durations = _read_rows(boxes[b"stts"], columns=2)
    if not sizes or sum(count for count, _ in durations) != len(sizes):
        raise UnusualVideo
    chunks, begin = list[range](), 0
    for offset, count in zip(offsets, _count_samples(boxes[b"stsc"], chunks=len(offsets)), strict=True):
        chunks.append(range(offset, offset + sum(sizes[begin : begin + count])))
        begin += count
    if begin != len(sizes):
        raise UnusualVideo
    return SampleTable(
        count=len(sizes),
        units=sum(count * units for count, units in durations),
        first=range(offsets[0], offsets[0] + sizes[0]),
        chunks=chunks,
    )


def read_numbers(content: bytes, *, at: int, count: int) -> tuple[int, ...]:
    """Return so many numbers of 32 bits; raise `struct.error` where they end before."""
    return struct.unpack_from(f">{count}I", content, at)


def _read_sizes(content: bytes) -> Sequence[int]:
    size, count = read_numbers(content, at=4, count=2)
    if size:
        # A count that nothing stands behind must not become a long list.
        raise UnusualVideo
    return read_numbers(content, at=12, count=count)


def _read_offsets(boxes: Mapping[bytes, bytes]) -> Sequence[int]:
    if b"co64" in boxes:
        (count,) = read_numbers(boxes[b"co64"], at=4, count=1)
        return struct.unpack_from(f">{count}Q", boxes[b"co64"], 8)
    (count,) = read_numbers(boxes[b"stco"], at=4, count=1)
    return read_numbers(boxes[b"stco"], at=8, count=count)


def _read_rows(content: bytes, *, columns: int) -> list[tuple[int, ...]]:
    (count,) = read_numbers(content, at=4, count=1)
    numbers = iter(read_numbers(content, at=8, count=count * columns))
    return list(zip(*[numbers] * columns, strict=True))


def _count_samples(content: bytes, *, chunks: int) -> Iterator[int]:
    """Yield how many samples each chunk has; a row counts until the next one's first chunk."""
    rows = [(first, count) for first, count, _ in _read_rows(content, columns=3)]
    for (first, count), (following, _) in pairwise([*rows, (chunks + 1, 0)]):
        if not 0 < first < following <= chunks + 1 or count == 0:
            raise UnusualVideo
        for _ in range(following - first):
            yield count
