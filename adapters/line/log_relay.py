"""What a process that listens has for the log, sent to the program, whose log masks secrets."""

import json
import logging
from asyncio import StreamWriter

from adapters.line.frames import build_frame


class LogRelay(logging.Handler):
    """Sends what is logged to the program."""

    def __init__(self, writer: StreamWriter, *, kind: int) -> None:
        """Write frames of this kind to `writer`."""
        super().__init__()
        self._writer = writer
        self._kind = kind
        self.setFormatter(logging.Formatter("%(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        """Send one line, with the traceback where there is one."""
        line = {"name": record.name, "level": record.levelno, "message": self.format(record)}
        self._writer.write(build_frame(self._kind, json.dumps(line)))


def log_relayed(text: str) -> None:
    """Log what a relay sent."""
    line = json.loads(text)
    logging.getLogger(line["name"]).log(line["level"], "%s", line["message"])
