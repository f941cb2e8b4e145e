"""Keeps the process that listens to Slack: starts it, starts it again when it dies, and takes it down with us."""

import asyncio
import json
import logging
import sys
from asyncio import StreamReader, StreamWriter
from asyncio.subprocess import PIPE, Process

from adapters.slack import line_process
from adapters.slack.connection import SlackConnection
from adapters.slack.line_account import LineAccount
from adapters.slack.line_frames import Frame, FrameKind, build_frame, read_frame
from adapters.slack.receiver import AnswerPost, Receiver
from bot.child_environment import build_child_environment

logger = logging.getLogger(__name__)

_STOP_SECONDS = 10.0
#: So much the process may hand over while the program is busy; more than that it does not acknowledge.
_PIPE_BYTES = 256 * 1024
#: A process that said its last word needs no longer to end.
_END_SECONDS = 2.0


class SlackLine:
    """Listens to Slack in a process of its own."""

    def __init__(self, receiver: Receiver, account: LineAccount, *, connection: SlackConnection) -> None:
        """Hand what Slack says to `receiver`, and tell `connection` whether it can be heard."""
        self._receiver = receiver
        self._account = account
        self._connection = connection
        self._is_closed = asyncio.Event()
        self._dealing: set[asyncio.Task[None]] = set()
        self._process: Process | None = None

    @property
    def process_id(self) -> int | None:
        """The id of the process that listens, or of the last one that did."""
        return None if self._process is None else self._process.pid

    def close(self) -> None:
        """Hang up; `run` returns once that is done."""
        self._is_closed.set()

    async def run(self) -> None:
        """Listen until closed, or until Slack refuses the token for good."""
        async with asyncio.TaskGroup() as tasks:
            try:
                await self._keep_listening(tasks)
            finally:
                for task in self._dealing:
                    task.cancel()

    async def _keep_listening(self, tasks: asyncio.TaskGroup) -> None:
        times, clock = self._account.times, asyncio.get_running_loop().time
        pause_seconds = times.first_pause_seconds
        while not self._is_closed.is_set():
            began = clock()
            code = await self._live(tasks)
            if self._is_closed.is_set() or code == line_process.REFUSED_EXIT_CODE:
                return
            logger.error("The process that listens to Slack ended with code %s and is started again", code)
            if clock() - began > times.healthy_seconds:
                pause_seconds = times.first_pause_seconds
            await _wait_at_most(self._is_closed, pause_seconds)
            pause_seconds = min(pause_seconds * 2, times.longest_pause_seconds)

    async def _live(self, tasks: asyncio.TaskGroup) -> int:
        """Have one process listen until it ends, and return what it ended with."""
        process = await _start()
        self._process = process
        async with asyncio.TaskGroup() as guards:
            guard = guards.create_task(self._hang_up(process), name="slack hang-up")
            try:
                await self._take_frames(process, tasks)
            finally:
                guard.cancel()
                self._connection.note_line(is_open=False)
                code = await _end(process)
            return code

    async def _take_frames(self, process: Process, tasks: asyncio.TaskGroup) -> None:
        reader, writer = _get_pipes(process)
        writer.write(build_frame(FrameKind.ACCOUNT, self._account.spell()))
        post = AnswerPost(writer)
        while (frame := await self._wait_for_frame(reader)) is not None:
            if frame.kind is FrameKind.ENVELOPE:
                task = tasks.create_task(self._receiver.receive(post, frame.text), name="slack envelope")
                self._dealing.add(task)
                task.add_done_callback(self._dealing.discard)
            else:
                self._take_note(frame)

    async def _wait_for_frame(self, reader: StreamReader) -> Frame | None:
        """Return what the process says next, or None when it is gone or hangs."""
        try:
            async with asyncio.timeout(self._account.times.silent_seconds):
                return await read_frame(reader)
        except TimeoutError:
            logger.warning("The process that listens to Slack hangs and is ended")
            return None

    def _take_note(self, frame: Frame) -> None:
        if frame.kind is FrameKind.BEAT:
            return
        values = json.loads(frame.text)
        if frame.kind is FrameKind.STATE:
            self._connection.note_line(is_open=values["is_open"])
        else:
            logging.getLogger(values["name"]).log(values["level"], "%s", values["message"])

    async def _hang_up(self, process: Process) -> None:
        """Ask the process to end once the line is closed, and end it where it does not."""
        await self._is_closed.wait()
        _, writer = _get_pipes(process)
        writer.close()
        await asyncio.sleep(_STOP_SECONDS)
        logger.warning("The process that listens to Slack did not end in time and is killed")
        process.kill()


async def _start() -> Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", line_process.__name__),
        stdin=PIPE,
        stdout=PIPE,
        pipesize=_PIPE_BYTES,
        env=build_child_environment(),
        # A Ctrl+C in the terminal reaches us alone, and we hang up in order. The session stays ours, because Linux
        # shares processors out by sessions, and one of its own gets its turn later.
        process_group=0,
    )


def _get_pipes(process: Process) -> tuple[StreamReader, StreamWriter]:
    if process.stdout is None or process.stdin is None:
        message = "the process was started with pipes"
        raise RuntimeError(message)
    return process.stdout, process.stdin


async def _end(process: Process) -> int:
    """Return what a process ended with; one that was left alive, as when it hangs, is killed."""
    try:
        async with asyncio.timeout(_END_SECONDS):
            return await process.wait()
    except TimeoutError:
        process.kill()
        return await process.wait()


async def _wait_at_most(event: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return
