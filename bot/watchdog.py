"""Watches the event loop from a thread: says what blocks it, and ends a process whose loop does not come back.

A supervisor starts it again, and no job is lost by that. Under systemd, its own watchdog is fed from the loop too.
"""

import asyncio
import logging
import os
import sys
import threading
import time
import traceback
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.supervisor import Supervisor

logger = logging.getLogger(__name__)

#: What a process ends with whose loop hangs; the same as for other faults of software (EX_SOFTWARE).
HUNG_EXIT_CODE = 70


@dataclass(frozen=True, kw_only=True)
class WatchdogTimes:
    """When the watchdog does what."""

    beat_seconds: float = 0.25
    #: A loop that is silent for so long has its stack logged.
    report_seconds: float = 1.0
    #: A loop that is silent for so long is given up.
    hung_seconds: float = 60.0


def end_process() -> None:
    """End this process at once; nothing that could hang is asked first."""
    os._exit(HUNG_EXIT_CODE)


class LoopWatch:
    """Compares the loop's heartbeat with the clock, in a thread of its own."""

    def __init__(self, times: WatchdogTimes, *, loop_thread_id: int, give_up: Callable[[], None] = end_process) -> None:
        """Watch the loop that runs in a thread; `give_up` is called when it hangs."""
        self._times = times
        self._loop_thread_id = loop_thread_id
        self._give_up = give_up
        self._beat_at = time.monotonic()
        self._reported_beat_at: float | None = None
        self._is_over = threading.Event()

    def beat(self) -> None:
        """Learn that the loop turns; called on it."""
        self._beat_at = time.monotonic()

    def stop(self) -> None:
        """Stop watching."""
        self._is_over.set()

    def run(self) -> None:
        """Watch until stopped; blocks, so it belongs in a thread."""
        looked_at = time.monotonic()
        while not self._is_over.wait(self._times.beat_seconds):
            now = time.monotonic()
            if now - looked_at > self._times.report_seconds:
                # The whole process stood still, frozen or starved, and the loop is not to blame.
                self._beat_at = now
            looked_at = now
            self.look(now)

    def look(self, now: float) -> None:
        """Report a loop that has been silent for long, once for each silence, and give up one that hangs."""
        beat_at = self._beat_at
        silent_seconds = now - beat_at
        if silent_seconds > self._times.report_seconds and self._reported_beat_at != beat_at:
            self._reported_beat_at = beat_at
            stack = self._read_stack()
            logger.warning("The event loop is blocked for %.1f s by:\n%s", silent_seconds, stack)
        if silent_seconds > self._times.hung_seconds:
            logger.critical("The event loop hangs; this process ends, so that it can be started again")
            self._give_up()

    def _read_stack(self) -> str:
        frame = sys._current_frames().get(self._loop_thread_id)  # noqa: SLF001 - its only name for other threads' stacks
        return "".join(traceback.format_stack(frame)) if frame is not None else "a thread that is gone\n"


@asynccontextmanager
async def watching_loop(
    supervisor: Supervisor,
    *,
    times: WatchdogTimes | None = None,
    give_up: Callable[[], None] = end_process,
) -> AsyncIterator[None]:
    """Watch the running loop for as long as this block runs."""
    times = times or WatchdogTimes()
    watch = LoopWatch(times, loop_thread_id=threading.get_ident(), give_up=give_up)
    thread = threading.Thread(target=watch.run, name="loop watchdog", daemon=True)
    async with asyncio.TaskGroup() as tasks:
        beating = tasks.create_task(_keep_beating(watch, supervisor, times.beat_seconds), name="heartbeat")
        thread.start()
        try:
            yield
        finally:
            watch.stop()
            beating.cancel()
            await asyncio.to_thread(thread.join)


async def _keep_beating(watch: LoopWatch, supervisor: Supervisor, beat_seconds: float) -> None:
    while True:
        watch.beat()
        supervisor.feed_watchdog()
        await asyncio.sleep(beat_seconds)
