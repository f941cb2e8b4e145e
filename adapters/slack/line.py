"""Keeps the process that listens to Slack: starts it, starts it again when it dies, and takes it down with us."""

import asyncio
import json
import logging
from asyncio.subprocess import Process

from adapters.line.frames import Frame, build_frame, read_frame
from adapters.line.listener import end_listener, get_pipes, start_listener
from adapters.line.log_relay import log_relayed
from adapters.slack import line_process
from adapters.slack.connection import SlackConnection
from adapters.slack.line_account import LineAccount
from adapters.slack.line_frames import FrameKind
from adapters.slack.receiver import AnswerPost, Receiver

logger = logging.getLogger(__name__)

_STOP_SECONDS = 10.0


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
        #: So many looks in a row found that the process had said nothing.
        self._silent_looks = 0

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
        process = await start_listener(line_process)
        self._process = process
        async with asyncio.TaskGroup() as guards:
            self._silent_looks = 0
            watches = [guards.create_task(watch(process)) for watch in (self._hang_up, self._watch)]
            try:
                await self._take_frames(process, tasks)
            finally:
                for watch in watches:
                    watch.cancel()
                self._connection.note_line(is_open=False)
                code = await end_listener(process)
            return code

    async def _take_frames(self, process: Process, tasks: asyncio.TaskGroup) -> None:
        reader, writer = get_pipes(process)
        writer.write(build_frame(FrameKind.ACCOUNT, self._account.spell()))
        post = AnswerPost(writer)
        while (frame := await read_frame(reader)) is not None:
            self._silent_looks = 0
            if frame.kind == FrameKind.ENVELOPE:
                task = tasks.create_task(self._receiver.receive(post, frame.text), name="slack envelope")
                self._dealing.add(task)
                task.add_done_callback(self._dealing.discard)
            else:
                self._take_note(frame)

    async def _watch(self, process: Process) -> None:
        """End a process that hangs.

        Looks are counted and not seconds: where it is the program that stood still, what the process said meanwhile
        only waits to be read.
        """
        times = self._account.times
        while self._silent_looks * times.look_seconds <= times.silent_seconds:
            await asyncio.sleep(times.look_seconds)
            self._silent_looks += 1
        logger.warning("The process that listens to Slack hangs and is ended")
        process.kill()

    def _take_note(self, frame: Frame) -> None:
        if frame.kind == FrameKind.BEAT:
            return
        if frame.kind == FrameKind.STATE:
            self._connection.note_line(is_open=json.loads(frame.text)["is_open"])
        else:
            log_relayed(frame.text)

    async def _hang_up(self, process: Process) -> None:
        """Ask the process to end once the line is closed, and end it where it does not."""
        await self._is_closed.wait()
        _, writer = get_pipes(process)
        writer.close()
        await asyncio.sleep(_STOP_SECONDS)
        logger.warning("The process that listens to Slack did not end in time and is killed")
        process.kill()


async def _wait_at_most(event: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return
