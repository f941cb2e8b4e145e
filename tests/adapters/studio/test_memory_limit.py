"""Memory that a process may hold for a while."""

import resource
import sys

import pytest

from adapters.studio.memory_limit import limit_memory, read_memory_bytes, return_large_memory_at_once

MEBIBYTE = 1024 * 1024

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells and limits what a process holds")


def test_fails_what_would_take_more() -> None:
    limit_bytes = read_memory_bytes("VmRSS") + 64 * MEBIBYTE

    with limit_memory(limit_bytes), pytest.raises(MemoryError):
        bytearray(512 * MEBIBYTE)


def test_lets_through_what_stays_below() -> None:
    with limit_memory(read_memory_bytes("VmRSS") + 256 * MEBIBYTE):
        taken = bytearray(16 * MEBIBYTE)

    assert len(taken) == 16 * MEBIBYTE


def test_takes_the_limit_away_afterwards() -> None:
    before = resource.getrlimit(resource.RLIMIT_DATA)

    with limit_memory(0):
        pass

    assert resource.getrlimit(resource.RLIMIT_DATA) == before


def test_gives_large_memory_back_when_it_is_free() -> None:
    return_large_memory_at_once()
    taken = bytearray(b"x") * (200 * MEBIBYTE)
    most = read_memory_bytes("VmRSS")

    del taken

    assert read_memory_bytes("VmRSS") < most - 150 * MEBIBYTE
