import asyncio
import json
import logging
import os
from asyncio import StreamReader, StreamReaderProtocol, StreamWriter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from adapters.slack.line_frames import FrameKind, build_frame, read_frame
from adapters.slack.relay import LogRelay, Relay
from tests.adapters.slack.test_receiver import WireTap

EVENT = {"type": "events_api", "envelope_id": "e1"}
FORM = {"type": "interactive", "envelope_id": "e2"}
HELLO = {"type": "hello", "num_connections": 1}


@asynccontextmanager
async def open_pipe() -> AsyncIterator[tuple[StreamReader, StreamWriter]]:
    """Lend both ends of a real pipe; nobody reads it unless the test does."""
    loop, reader = asyncio.get_running_loop(), StreamReader(limit=1)
    source, sink = os.pipe()
    incoming, _ = await loop.connect_read_pipe(lambda: StreamReaderProtocol(reader), os.fdopen(source, "rb"))
    transport, protocol = await loop.connect_write_pipe(
        lambda: StreamReaderProtocol(StreamReader()), os.fdopen(sink, "wb")
    )
    try:
        yield reader, StreamWriter(transport, protocol, None, loop)
    finally:
        incoming.close()
        if not transport.is_closing():
            transport.abort()


async def test_an_event_is_handed_over_and_acknowledged() -> None:
    wire = WireTap()
    async with open_pipe() as (reader, writer):
        await Relay(writer).hear(wire, EVENT, json.dumps(EVENT))
        frame = await read_frame(reader)

    assert wire.sent == [{"envelope_id": "e1"}]
    assert frame is not None
    assert json.loads(frame.text) == EVENT


async def test_what_the_program_answers_is_not_acknowledged_here() -> None:
    wire = WireTap()
    async with open_pipe() as (reader, writer):
        await Relay(writer).hear(wire, FORM, json.dumps(FORM))
        frame = await read_frame(reader)

    assert not wire.sent
    assert frame is not None
    assert frame.kind is FrameKind.ENVELOPE


async def test_what_is_no_envelope_stays_here() -> None:
    wire = WireTap()
    async with open_pipe() as (reader, writer):
        relay = Relay(writer)
        await relay.hear(wire, HELLO, json.dumps(HELLO))
        await relay.hear(wire, EVENT, json.dumps(EVENT))
        frame = await read_frame(reader)

    assert frame is not None
    assert json.loads(frame.text) == EVENT


async def test_nothing_is_acknowledged_while_the_program_takes_nothing() -> None:
    wire = WireTap()
    async with open_pipe() as (reader, writer), asyncio.TaskGroup() as tasks:
        writer.write(build_frame(FrameKind.ENVELOPE, "x" * 1_000_000))
        relay = tasks.create_task(Relay(writer).hear(wire, EVENT, json.dumps(EVENT)))
        await asyncio.sleep(0)
        before = list(wire.sent)
        for _ in range(2):
            await read_frame(reader)
        await relay

    assert not before
    assert wire.sent == [{"envelope_id": "e1"}]


async def test_nothing_is_acknowledged_when_the_program_is_gone() -> None:
    wire = WireTap()
    async with open_pipe() as (_, writer):
        relay = Relay(writer)
        writer.transport.abort()
        await relay.hear(wire, EVENT, json.dumps(EVENT))

    assert not wire.sent


async def test_tells_only_changes_of_the_line() -> None:
    async with open_pipe() as (reader, writer):
        relay = Relay(writer)
        for is_open in (False, True, True, False):
            relay.note_line(is_open=is_open)
        states = [await read_frame(reader) for _ in range(2)]

    assert [json.loads(state.text) for state in states if state] == [{"is_open": True}, {"is_open": False}]


async def test_a_line_for_the_log_keeps_its_name_and_its_traceback() -> None:
    async with open_pipe() as (reader, writer):
        error = ValueError("broken")
        record = logging.LogRecord(
            "slack", logging.ERROR, "", 1, "It %s", ("broke",), (ValueError, error, None), func=None
        )
        LogRelay(writer).handle(record)
        frame = await read_frame(reader)

    line = json.loads(frame.text if frame else "{}")
    assert (line["name"], line["level"]) == ("slack", logging.ERROR)
    assert line["message"].startswith("It broke\n")
    assert "ValueError" in line["message"]
