"""The process that listens to Discord: it acknowledges interactions at once, however busy the program is.

What else comes from the gateway, and everything that goes there, is passed on as it is: the connection's own affairs,
such as who we are, its heartbeats and what it missed, are the program's.
"""

import asyncio
import gc
import logging
import os
import signal
import sys
from asyncio import StreamReader, StreamWriter

import aiohttp

from adapters.discord.acknowledger import Acknowledger
from adapters.discord.line_account import LineAccount
from adapters.discord.line_frames import FrameKind
from adapters.discord.switchboard import Switchboard
from adapters.line.frames import read_frame
from adapters.line.log_relay import LogRelay
from adapters.line.program import come_first, end_with_program, open_pipes

#: An acknowledgement comes fast by a connection that stands.
_KEEP_ALIVE_SECONDS = 60.0
#: When the program is gone, lines have so long to be closed in order.
_CLOSE_SECONDS = 2.0


async def listen() -> int:
    """Listen until the program hangs up; return what this process is to end with."""
    reader, writer = await open_pipes()
    frame = await read_frame(reader)
    if frame is None:
        return os.EX_OK
    account = LineAccount.parse(frame.text)
    logging.basicConfig(level=account.log_level, handlers=[LogRelay(writer, kind=FrameKind.RECORD)], force=True)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, reader.feed_eof)
    async with aiohttp.ClientSession(
        headers={"User-Agent": account.user_agent},
        connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=_KEEP_ALIVE_SECONDS),
    ) as session:
        acknowledger = Acknowledger(session, api_url=account.api_url)
        await _serve(reader, writer, Switchboard(writer, session=session, acknowledger=acknowledger))
    writer.close()
    return os.EX_OK


async def _serve(reader: StreamReader, writer: StreamWriter, switchboard: Switchboard) -> None:
    # So `drain` waits until the system has everything, and no more is heard than the program takes.
    writer.transport.set_write_buffer_limits(high=0)
    try:
        async with asyncio.timeout(None) as patience, asyncio.TaskGroup() as tasks:
            while (frame := await read_frame(reader)) is not None:
                switchboard.take(frame, tasks)
            switchboard.close()
            patience.reschedule(asyncio.get_running_loop().time() + _CLOSE_SECONDS)
    except TimeoutError:
        logging.getLogger(__name__).info("A line to Discord was not closed in order")


def main() -> None:
    """Be the process."""
    end_with_program()
    come_first()
    # What was imported stays, and a look for garbage would find nothing else.
    gc.freeze()
    sys.exit(asyncio.run(listen()))


if __name__ == "__main__":
    main()
