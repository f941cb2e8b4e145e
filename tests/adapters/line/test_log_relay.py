import logging

import pytest

from adapters.line.frames import read_frame
from adapters.line.log_relay import LogRelay, log_relayed
from tests.adapters.line.pipe import open_pipe

_RECORD = 5


async def test_a_line_for_the_log_keeps_its_name_and_its_traceback(caplog: pytest.LogCaptureFixture) -> None:
    async with open_pipe() as (reader, writer):
        error = ValueError("broken")
        record = logging.LogRecord(
            "slack", logging.ERROR, "", 1, "It %s", ("broke",), (ValueError, error, None), func=None
        )
        LogRelay(writer, kind=_RECORD).handle(record)
        frame = await read_frame(reader)

    assert frame is not None
    log_relayed(frame.text)
    [line] = caplog.records
    assert (frame.kind, line.name, line.levelno) == (_RECORD, "slack", logging.ERROR)
    assert line.getMessage().startswith("It broke\n")
    assert "ValueError" in line.getMessage()
