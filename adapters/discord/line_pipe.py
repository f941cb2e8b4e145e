"""Says to the process that listens what one connection to the gateway is to do."""

from asyncio import StreamWriter

from adapters.discord.line_frames import FrameKind, build_text
from adapters.line.frames import build_frame


class LinePipe:
    """Writes frames about one connection."""

    def __init__(self, writer: StreamWriter, number: int) -> None:
        """Write to `writer` about the connection with this number."""
        self._writer = writer
        self._number = number

    def say(self, kind: FrameKind, content: str) -> None:
        """Say something; where the process is gone, whoever waits for an answer is told that."""
        if not self._writer.is_closing():
            self._writer.write(build_frame(kind, build_text(self._number, content)))
