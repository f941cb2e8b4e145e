import asyncio
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.documents import ROOT
from bot.supervisor import Supervisor
from bot.watchdog import HUNG_EXIT_CODE, LoopWatch, WatchdogTimes, watching_loop

#: A watchdog that gets no turn for as long as a report takes begins anew, so this may not be much shorter.
TIMES = WatchdogTimes(beat_seconds=0.01, report_seconds=0.5, hung_seconds=0.8)
NOBODY = Supervisor(None)


@pytest.fixture
def listener(tmp_path: Path) -> Iterator[socket.socket]:
    """Listen as a supervisor does."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(str(tmp_path / "notify"))
        listener.settimeout(60)
        yield listener


def block_on_purpose(until: threading.Event) -> None:
    """Hold the loop's thread."""
    until.wait(60)


async def test_what_blocks_the_loop_is_named(caplog: pytest.LogCaptureFixture) -> None:
    given_up = threading.Event()
    async with watching_loop(NOBODY, times=TIMES, give_up=given_up.set):
        await asyncio.sleep(0)
        block_on_purpose(given_up)

    assert "block_on_purpose" in caplog.text
    assert "The event loop hangs" in caplog.text


def test_a_process_whose_loop_hangs_ends() -> None:
    program = """
import asyncio, time
from bot.supervisor import Supervisor
from bot.watchdog import WatchdogTimes, watching_loop

async def hang():
    times = WatchdogTimes(beat_seconds=0.01, report_seconds=0.5, hung_seconds=0.5)
    async with watching_loop(Supervisor(None), times=times):
        await asyncio.sleep(0)
        time.sleep(90)

asyncio.run(hang())
"""
    ended = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, timeout=120, check=False)  # noqa: S603 - our own words

    assert ended.returncode == HUNG_EXIT_CODE
    assert b"The event loop hangs" in ended.stderr


async def test_a_loop_that_turns_is_left_alone(caplog: pytest.LogCaptureFixture) -> None:
    given_up = threading.Event()
    times = WatchdogTimes(beat_seconds=0.01, report_seconds=30, hung_seconds=30)
    async with watching_loop(NOBODY, times=times, give_up=given_up.set):
        await asyncio.sleep(0.05)

    assert not given_up.is_set()
    # The loop itself, which is debugged, speaks up where the machine is slow.
    assert [record for record in caplog.records if record.name == "bot.watchdog"] == []


def test_each_silence_is_reported_once(caplog: pytest.LogCaptureFixture) -> None:
    watch = LoopWatch(WatchdogTimes(), loop_thread_id=threading.get_ident(), give_up=pytest.fail)
    now = time.monotonic()
    for seconds in (2, 3, 4):
        watch.look(now + seconds)
    watch.beat()
    watch.look(time.monotonic() + 2)

    assert caplog.text.count("The event loop is blocked") == 2


def test_a_process_that_was_frozen_as_a_whole_is_not_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    watch = LoopWatch(WatchdogTimes(beat_seconds=0), loop_thread_id=0, give_up=lambda: pytest.fail("given up"))
    moments = iter([0.0, 1000.0, 1000.1])

    def read_clock() -> float:
        moment = next(moments, None)
        if moment is None:
            watch.stop()
        return moment or 1000.2

    monkeypatch.setattr("bot.watchdog.time.monotonic", read_clock)
    watch.run()

    assert next(moments, None) is None


async def test_the_supervisor_is_fed_from_the_loop(listener: socket.socket) -> None:
    async with watching_loop(Supervisor(listener.getsockname()), times=WatchdogTimes()):
        heard = await asyncio.to_thread(listener.recv, 100)

    assert heard == b"WATCHDOG=1"


def test_the_supervisor_hears_of_start_and_end(listener: socket.socket) -> None:
    supervisor = Supervisor.from_environment({"NOTIFY_SOCKET": listener.getsockname()})
    supervisor.tell_ready()
    supervisor.tell_stopping()

    assert [listener.recv(100) for _ in range(2)] == [b"READY=1", b"STOPPING=1"]


def test_a_name_in_no_folder_is_found() -> None:
    name = f"flipbook-test-{time.monotonic_ns()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(f"\0{name}")
        listener.settimeout(60)
        Supervisor(f"@{name}").tell_ready()

        assert listener.recv(100) == b"READY=1"


@pytest.mark.parametrize("environment", [{}, {"NOTIFY_SOCKET": ""}, {"NOTIFY_SOCKET": "/nowhere/at/all"}])
def test_without_a_supervisor_nobody_is_told(environment: dict[str, str]) -> None:
    Supervisor.from_environment(environment).feed_watchdog()
