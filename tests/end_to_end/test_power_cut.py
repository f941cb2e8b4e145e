"""The whole bot on a database that was put back to an earlier state, as after a power cut on a disk that lies."""

import asyncio
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

from tests.end_to_end.bot_process import BotProcess
from tests.end_to_end.chat_person import at_the_page
from tests.end_to_end.pictures import write_landscape


async def test_a_bot_that_forgot_its_last_commits_pays_and_posts_nothing_twice(tmp_path: Path) -> None:
    bot = BotProcess(tmp_path / "data")
    picture = write_landscape(tmp_path / "day.png", size=(640, 360))
    try:
        async with at_the_page(await bot.start()) as person:
            options = {"prompt": "pan right", "duration": "3"}
            job_id = (await person.animate(options, {"first": picture}))["id"]
            await asyncio.to_thread(_copy_database, tmp_path / "data" / "flipbook.db", tmp_path / "before.db")
            await person.wait_for_end(job_id)
        await bot.kill()
        await asyncio.to_thread(_put_back, tmp_path / "before.db", tmp_path / "data" / "flipbook.db")
        async with at_the_page(await bot.start()) as person:
            await person.wait_for_message(job_id, "result")
            job = await person.wait_for_end(job_id)
            kinds = Counter((message["kind"], message["job_id"]) for message in await person.read_messages())
    finally:
        await bot.kill()

    assert job["state"] == "done"
    assert kinds == Counter({("card", job_id): 1, ("result", job_id): 1})
    assert len(list((tmp_path / "data" / "studio" / "tasks").glob("*.json"))) == 1


def _copy_database(source: Path, target: Path) -> None:
    """Copy one state of a database that is being written to."""
    with closing(sqlite3.connect(source)) as reader, closing(sqlite3.connect(target)) as writer:
        reader.backup(writer)


def _put_back(copy: Path, target: Path) -> None:
    """Put a copy in the place of a database and of everything that it wrote since."""
    for suffix in ("-wal", "-shm"):
        target.with_name(target.name + suffix).unlink(missing_ok=True)
    copy.replace(target)
