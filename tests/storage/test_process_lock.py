import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.errors import RequestRefused
from storage.process_lock import hold_data_folder

HOLD = """
import sys
from pathlib import Path
from storage.process_lock import hold_data_folder
with hold_data_folder(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""

FORK_AND_HOLD = """
import os, signal, sys
from pathlib import Path
from storage.process_lock import hold_data_folder
with hold_data_folder(Path(sys.argv[1])):
    if os.fork() == 0:
        print(os.getpid(), flush=True)
        os.close(0)
        os.close(1)
        signal.alarm(60)
        signal.pause()
    sys.stdin.read()
"""


@asynccontextmanager
async def running(script: str, folder: Path) -> AsyncIterator[tuple[Process, str]]:
    """Run a script until it says its first line; kill it at the end."""
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", script, folder, stdin=PIPE, stdout=PIPE)
    try:
        said = await process.stdout.readline() if process.stdout else b""
        yield process, said.decode().strip()
    finally:
        await kill(process)


async def kill(process: Process) -> None:
    if process.returncode is None:
        process.kill()
    await process.communicate()


def test_makes_the_folder_and_can_be_held_again(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "data"

    with hold_data_folder(folder):
        pass
    with hold_data_folder(folder):
        pass

    assert folder.is_dir()


async def test_refuses_a_folder_that_another_process_holds(tmp_path: Path) -> None:
    async with running(HOLD, tmp_path) as (_, said):
        with pytest.raises(RequestRefused, match="Another Flipbook"), hold_data_folder(tmp_path):
            pass

    assert said == "held"


async def test_gets_a_folder_whose_holder_was_killed(tmp_path: Path) -> None:
    async with running(HOLD, tmp_path) as (process, said):
        await kill(process)

        with hold_data_folder(tmp_path):
            pass

    assert said == "held"


async def test_a_worker_that_outlives_its_parent_does_not_keep_the_folder(tmp_path: Path) -> None:
    async with running(FORK_AND_HOLD, tmp_path) as (process, worker):
        try:
            await kill(process)

            with hold_data_folder(tmp_path):
                pass
        finally:
            os.kill(int(worker), signal.SIGKILL)

    assert process.returncode == -signal.SIGKILL


def test_refuses_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(RequestRefused, match="cannot be written"), hold_data_folder(tmp_path / "file" / "data"):
        pass
