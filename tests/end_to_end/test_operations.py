"""The whole bot as operators see it: what it logs, what it tells, what it copies, and what they can ask of it."""

import asyncio
import json
import os
import re
import socket
import sys
from asyncio.subprocess import PIPE
from collections.abc import Mapping, Sequence
from contextlib import closing
from http import HTTPStatus
from pathlib import Path
from typing import Any

from aiohttp import ClientSession

from tests.end_to_end.bot_process import ROOT, BotProcess
from tests.end_to_end.chat_person import Json, at_the_page, every_moment
from tests.end_to_end.pictures import write_landscape

#: A word that nothing but the prompt holds.
WORD = "zebracorn"


async def run_flipbook(folder: Path, *arguments: str) -> tuple[int, str]:
    """Run a command on a data folder; return its exit code and what it said."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FLIPBOOK_")}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *arguments),
        cwd=ROOT,
        env={**kept, "FLIPBOOK_DATA_FOLDER": str(folder)},
        stdout=PIPE,
        stderr=PIPE,
    )
    said, complaints = await process.communicate()
    return process.returncode or 0, said.decode() + complaints.decode()


async def make_video(address: str, folder: Path) -> Json:
    """Have a video made and return its finished job."""
    picture = write_landscape(folder / "day.png", size=(640, 360))
    async with at_the_page(address) as person:
        options = {"prompt": f"pan right over a {WORD}", "duration": "3"}
        job = await person.animate(options, {"first": picture})
        await person.wait_for_message(job["id"], "result")
        return await person.wait_for_end(job["id"])


async def fetch(address: str, path: str) -> tuple[int, str]:
    async with ClientSession() as session, session.get(f"{address}{path}") as response:
        return response.status, (await response.read()).decode(errors="replace")


async def fetch_readiness(address: str) -> tuple[int, str]:
    """Return what the bot says of itself, which on a slow machine may be that a part is too slow at first."""
    async for _ in every_moment():
        status, readiness = await fetch(address, "/readyz")
        if status == HTTPStatus.OK:
            break
    return status, readiness


async def test_operators_see_and_reach_a_running_bot(tmp_path: Path) -> None:
    bot = BotProcess(tmp_path / "data")
    try:
        address = await bot.start()
        job = await make_video(address, tmp_path)
        _, listed = await run_flipbook(bot.folder, "jobs", "list")
        _, shown = await run_flipbook(bot.folder, "jobs", "show", job["id"][:6])
        _, answered = await run_flipbook(bot.folder, "jobs", "retry-post", job["id"])
        status, readiness = await fetch_readiness(address)
        _, metrics = await fetch(address, "/metrics")
        person = await find_person(bot.folder)
        _, forgotten = await run_flipbook(bot.folder, "forget", "--user", person)
        left = await asyncio.to_thread(find_traces, bot.folder, WORD, person.removeprefix("web:"))
    finally:
        await bot.kill()

    assert forgotten.startswith("Forgot 1 video ")
    # The studio forgets by itself within a day.
    assert {path.relative_to(bot.folder).parts[0] for path in left} == {"studio"}
    assert re.search(rf"^{job['id']}  .*  done ", listed, re.MULTILINE)
    assert re.search(r"^state: +done$", shown, re.MULTILINE)
    assert WORD not in listed + shown
    assert answered.startswith("This video stands in its channel already")
    assert (status, json.loads(readiness)["ready"]) == (200, True)
    assert {
        'flipbook_jobs{state="done"} 1.0',
        'flipbook_jobs_started_total{label="web"} 1.0',
        'flipbook_jobs_ended_total{label="done"} 1.0',
        'flipbook_results_posted_total{label="web"} 1.0',
        *(f"flipbook_{leg}_seconds_count 1.0" for leg in ("queue", "submit", "render", "post", "job")),
    } <= set(metrics.splitlines())
    assert re.search(r"^flipbook_event_loop_lag_seconds_count [1-9]", metrics, re.MULTILINE)


async def test_a_backup_of_a_running_bot_comes_back_and_a_person_can_be_forgotten(tmp_path: Path) -> None:
    bot, copy = BotProcess(tmp_path / "data"), tmp_path / "copy"
    restored = BotProcess(tmp_path / "new")
    try:
        job = await make_video(await bot.start(), tmp_path)
        await run_flipbook(bot.folder, "backup", str(copy))
        await bot.stop()
        code, said = await run_flipbook(restored.folder, "restore", str(copy))
        address = await restored.start()
        status, _ = await fetch(address, job["video"]["url"])
        person = await find_person(restored.folder)
        _, forgotten = await run_flipbook(restored.folder, "forget", "--user", person)
        gone, _ = await fetch(address, job["video"]["url"])
    finally:
        await bot.kill()
        await restored.stop()
    left = await asyncio.to_thread(find_traces, restored.folder, WORD, person.removeprefix("web:"))

    assert (code, said.startswith("Restored.")) == (0, True)
    assert (status, gone) == (200, 404)
    assert forgotten.startswith("Forgot 1 video ")
    assert left == []


def find_traces(folder: Path, *words: str) -> Sequence[Path]:
    """Return the files that still hold one of these words, even where nothing reads it any more."""
    contents = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return [path for path, content in contents.items() if any(word.encode() in content for word in words)]


async def find_person(folder: Path) -> str:
    """Return who made the only video."""
    _, listed = await run_flipbook(folder, "jobs", "list")
    found = re.search(r"web:\w+", listed)
    assert found is not None
    return found[0]


async def test_logs_name_the_job_and_hold_neither_prompts_nor_secrets(tmp_path: Path) -> None:
    bot = BotProcess(tmp_path / "data", environment={"FLIPBOOK_LOG_LEVEL": "DEBUG"})
    try:
        job = await make_video(await bot.start(), tmp_path)
        exit_code = await bot.stop()
    finally:
        await bot.kill()

    log = bot.read_log()
    secret = await asyncio.to_thread((bot.folder / "secret.key").read_bytes)
    assert exit_code == 0
    assert WORD not in log
    assert secret.hex() not in log
    assert not re.search(r"\bsk-", log)
    assert any(line.get("job_id") == job["id"] for line in read_lines(log))
    assert find_unnamed(read_lines(log)) == []


def read_lines(log: str) -> Sequence[Mapping[str, Any]]:
    return [json.loads(line) for line in log.splitlines() if line.startswith("{")]


def find_unnamed(lines: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    """Return what the life of a job wrote without saying whose life it was."""
    rooms = ("bot.job.submission", "bot.job.delivery", "bot.job.ending", "adapters.kling")
    return [line for line in lines if line["logger"].startswith(rooms) and "job_id" not in line]


async def test_a_supervisor_hears_that_the_loop_turns(tmp_path: Path) -> None:
    words: set[bytes] = set()
    with closing(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)) as supervisor:
        supervisor.bind(f"\0{tmp_path}")
        asyncio.get_running_loop().add_reader(supervisor, lambda: words.add(supervisor.recv(100)))
        bot = BotProcess(tmp_path / "data", environment={"NOTIFY_SOCKET": f"@{tmp_path}"})
        try:
            await bot.start()
            exit_code = await bot.stop()
        finally:
            await bot.kill()
            asyncio.get_running_loop().remove_reader(supervisor)

    assert (exit_code, words) == (0, {b"READY=1", b"WATCHDOG=1", b"STOPPING=1"})
