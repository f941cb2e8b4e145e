"""The embedded studio dies while it renders; the bot starts it again and the job still ends with one video."""

import asyncio
import os
import signal
from contextlib import suppress
from pathlib import Path

import pytest

from tests.end_to_end.bot_process import running_bot
from tests.end_to_end.chat_person import at_the_page, every_moment
from tests.end_to_end.pictures import write_landscape


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs /proc to find the studio's process")
async def test_a_studio_that_dies_is_started_again_and_finishes_its_work(tmp_path: Path) -> None:
    first = {"first": write_landscape(tmp_path / "day.png")}
    async with running_bot(tmp_path / "data") as (bot, address), at_the_page(address) as person:
        job = await person.animate({"prompt": "pan right", "duration": "3"}, first)
        studio = await asyncio.to_thread(_find_studio, bot.process_id)
        await _wait_for_task(tmp_path / "data")
        os.kill(studio, signal.SIGKILL)
        ended = await person.wait_for_end(job["id"])
        kinds = sorted(message["kind"] for message in await person.read_messages())
        # Where the job was faster than we were, nothing but the next start is left to see.
        revived = await _wait_for_other_studio(bot.process_id, than=studio)

    assert ended["state"] == "done"
    assert kinds == ["card", "result"]
    assert revived != studio


def _find_studio(parent: int) -> int:
    """Return the process that serves the studio for this bot."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            # It ended while we looked.
            continue
        if b"adapters.studio" in words and int(fields[1]) == parent:
            return int(folder.name)
    message = "the bot runs no studio"
    raise AssertionError(message)


async def _wait_for_other_studio(parent: int, *, than: int) -> int:
    """Return the process that serves the studio once it is another."""
    async for _ in every_moment():
        with suppress(AssertionError):
            found = await asyncio.to_thread(_find_studio, parent)
            if found != than:
                return found
    return than


async def _wait_for_task(folder: Path) -> None:
    """Wait until the studio has the job's task."""
    async for _ in every_moment():
        if list((folder / "studio" / "tasks").glob("*.json")):
            return
    message = "the studio got no task"
    raise AssertionError(message)
