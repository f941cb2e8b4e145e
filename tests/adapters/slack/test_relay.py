import asyncio
import json

from adapters.line.frames import build_frame, read_frame
from adapters.slack.line_frames import FrameKind
from adapters.slack.relay import Relay
from tests.adapters.line.pipe import open_pipe
from tests.adapters.slack.test_receiver import WireTap

EVENT = {"type": "events_api", "envelope_id": "e1"}
FORM = {"type": "interactive", "envelope_id": "e2"}
HELLO = {"type": "hello", "num_connections": 1}


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
    assert frame.kind == FrameKind.ENVELOPE


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
