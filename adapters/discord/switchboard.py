"""Does in the process that listens what the program says about its connections to the gateway."""

import asyncio
import logging
from asyncio import StreamWriter
from functools import partial

import aiohttp

from adapters.discord.acknowledger import Acknowledger
from adapters.discord.gateway_line import GatewayLine
from adapters.discord.line_frames import FrameKind, build_text, split_text
from adapters.line.frames import Frame, build_frame

logger = logging.getLogger(__name__)

#: Does not end the session, as 1000 and 1001 would: the program may go on with it by another process.
_MAY_GO_ON = 4000


class Switchboard:
    """Holds the lines, each under the number that the program gave it."""

    def __init__(self, writer: StreamWriter, *, session: aiohttp.ClientSession, acknowledger: Acknowledger) -> None:
        """Tell the program by `writer` what happens."""
        self._writer = writer
        self._session = session
        self._acknowledger = acknowledger
        self._lines: dict[int, GatewayLine] = {}

    def take(self, frame: Frame, tasks: asyncio.TaskGroup) -> None:
        """Do what the program says; each line lives in a task of `tasks`."""
        number, content = split_text(frame.text)
        if frame.kind == FrameKind.OPEN:
            line = GatewayLine(self._session, acknowledger=self._acknowledger, tell=partial(self._tell, number))
            self._lines[number] = line
            tasks.create_task(self._live(number, line, content), name=f"gateway {number}")
            return
        # What is said to a line that has ended comes too late.
        existing = self._lines.get(number)
        if existing is None:
            return
        if frame.kind == FrameKind.SAY:
            existing.say(content)
        else:
            existing.hang_up(int(content))

    def close(self) -> None:
        """Hang up all lines that stand, since this process ends."""
        for line in self._lines.values():
            line.hang_up(_MAY_GO_ON)

    async def _live(self, number: int, line: GatewayLine, address: str) -> None:
        try:
            await line.run(address)
        except* ConnectionError:
            # The program is gone, and so will this process be in a moment.
            logger.info("The program took no more of what the gateway said")
        finally:
            del self._lines[number]

    async def _tell(self, number: int, kind: FrameKind, content: str) -> None:
        """Say to the program what happens on a line, and wait while it takes nothing."""
        self._writer.write(build_frame(kind, build_text(number, content)))
        await self._writer.drain()
