"""The process that listens to Slack: it acknowledges at once, however busy the program is, and does nothing else.

It is told how to reach Slack by standard input, where nobody else can read the token, and ends when that ends, which it
does when the program is gone, however that went. What is in an envelope is the program's business.
"""

import asyncio
import gc
import logging
import os
import signal
import sys
from asyncio import StreamReader, StreamWriter

from adapters.line.frames import build_frame, read_frame
from adapters.line.log_relay import LogRelay
from adapters.line.program import come_first, end_with_program, open_pipes
from adapters.slack.line_account import LineAccount, SocketTimes
from adapters.slack.line_frames import FrameKind
from adapters.slack.relay import Relay
from adapters.slack.socket import SlackSocket, TokenRefused

#: How this process ends when Slack refuses the token, so that starting it again is of no use.
REFUSED_EXIT_CODE = os.EX_NOPERM


async def listen() -> int:
    """Listen until the program hangs up; return what this process is to end with."""
    reader, writer = await open_pipes()
    frame = await read_frame(reader)
    if frame is None:
        return os.EX_OK
    account = LineAccount.parse(frame.text)
    logging.basicConfig(level=account.log_level, handlers=[LogRelay(writer, kind=FrameKind.RECORD)], force=True)
    socket = SlackSocket(account, Relay(writer))
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, socket.close)
    async with asyncio.TaskGroup() as tasks:
        besides = [tasks.create_task(_send_answers(reader, socket)), tasks.create_task(_beat(writer, account.times))]
        try:
            await socket.run()
        except TokenRefused:
            return REFUSED_EXIT_CODE
        finally:
            for task in besides:
                task.cancel()
            writer.close()
    return os.EX_OK


async def _send_answers(reader: StreamReader, socket: SlackSocket) -> None:
    """Send to Slack what the program answers, and hang up when the program does."""
    while (frame := await read_frame(reader)) is not None:
        await socket.send(frame.text)
    socket.close()


async def _beat(writer: StreamWriter, times: SocketTimes) -> None:
    """Show the program again and again that this process does not hang."""
    while True:
        writer.write(build_frame(FrameKind.BEAT))
        await asyncio.sleep(times.look_seconds)


def main() -> None:
    """Be the process."""
    end_with_program()
    come_first()
    # What was imported stays, and a look for garbage would find nothing else.
    gc.freeze()
    sys.exit(asyncio.run(listen()))


if __name__ == "__main__":
    main()
