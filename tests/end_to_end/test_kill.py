"""The whole bot, killed at random instants while it works: every job still ends, with one card and one video."""

import asyncio
import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tests.end_to_end.bot_process import BotProcess
from tests.end_to_end.chat_person import ChatPerson, at_the_page
from tests.end_to_end.pictures import write_landscape

_KILLS = 5


async def test_a_bot_that_is_killed_again_and_again_loses_and_doubles_nothing(tmp_path: Path) -> None:
    bot = BotProcess(tmp_path / "data")
    picture = write_landscape(tmp_path / "day.png", size=(640, 360))
    chance = random.Random(7)  # noqa: S311 - the instants need to be varied, not secret
    job_ids: list[str] = []
    try:
        for number in range(_KILLS):
            async with at_the_page(await bot.start()) as person:
                options = {"prompt": f"pan right, take {number}", "duration": "3"}
                job_ids.append((await person.animate(options, {"first": picture}))["id"])
                await asyncio.sleep(chance.uniform(0, 3))
            await bot.kill()
        async with at_the_page(await bot.start()) as person:
            await _wait_until_shown(person, job_ids)
            kinds = Counter((message["kind"], message["job_id"]) for message in await person.read_messages())
        exit_code = await bot.stop()
    finally:
        await bot.kill()

    assert kinds == Counter([(kind, job_id) for kind in ("card", "result") for job_id in job_ids])
    assert _count_tasks(tmp_path / "data") == len(job_ids)
    assert exit_code == 0


async def _wait_until_shown(person: ChatPerson, job_ids: Sequence[str]) -> None:
    """Wait until every job has its video and its card says so."""
    for job_id in job_ids:
        await person.wait_for_message(job_id, "result")
        job = await person.wait_for_end(job_id)
        assert job["state"] == "done"


def _count_tasks(folder: Path) -> int:
    """Return how many tasks the studio accepted."""
    return len(list((folder / "studio" / "tasks").glob("*.json")))
