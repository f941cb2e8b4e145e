"""The whole way: the real command in a process of its own, the real core, the real studio."""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.pictures import write_landscape
from tests.end_to_end.video_facts import VideoFacts, difference, read_video

_SECONDS = 120


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_landscape(tmp_path / "day.png", size=(640, 360))
    write_landscape(tmp_path / "night.png", night=True, size=(640, 360))
    (tmp_path / "paper.png").write_bytes(b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n")
    return tmp_path


async def _start(folder: Path, *arguments: str) -> Process:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FLIPBOOK_")}
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "animate", "--json", *arguments, cwd=folder, env=kept, stdout=PIPE, stderr=PIPE
    )


async def _finish(process: Process) -> tuple[int | None, Any, str]:
    async with asyncio.timeout(_SECONDS):
        out, err = await process.communicate()
    return process.returncode, json.loads(out or "null"), err.decode()


def _read(path: Path) -> VideoFacts:
    return read_video(path)


async def test_two_pictures_and_a_sentence_become_a_video_with_sound(folder: Path) -> None:
    arguments = ("day.png", "--end", "night.png", "the sun sets", "--duration", "3", "--sound", "-o", "out.mp4")

    code, answer, _ = await _finish(await _start(folder, *arguments))

    facts = _read(folder / "out.mp4")
    assert (code, answer["state"], answer["path"]) == (0, "done", str(folder / "out.mp4"))
    assert (facts.seconds, facts.codec, facts.width, facts.height) == (3.0, "h264", 1280, 720)
    assert difference(facts.first, facts.last) > 10
    assert facts.loudest > 0.01
    assert not (folder / "data").exists()


async def test_a_killed_call_is_taken_up_and_brings_one_video(folder: Path) -> None:
    process = await _start(folder, "day.png", "slow push in", "--duration", "3")
    assert process.stderr is not None
    async with asyncio.timeout(_SECONDS):
        while not (await process.stderr.readline()).startswith(b"Rendering"):
            pass
    process.send_signal(signal.SIGKILL)
    await process.wait()
    job_id = next((folder / "data" / "terminal").iterdir()).name

    code, answer, _ = await _finish(await _start(folder, "--resume", job_id))

    assert (code, answer["job_id"], answer["path"]) == (0, job_id, str(folder / "slow-push-in.mp4"))
    assert _read(folder / "slow-push-in.mp4").seconds == 3.0
    assert not (folder / "data").exists()


async def test_a_paper_that_calls_itself_a_picture_is_refused(folder: Path) -> None:
    code, answer, err = await _finish(await _start(folder, "paper.png", "the sun sets"))

    assert (code, answer["state"], answer["error"]["option"]) == (2, "refused", "first")
    assert answer["error"]["message"] in err
    assert not (folder / "data").exists()
