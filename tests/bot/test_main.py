import asyncio
import os
import re
import shutil
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from adapters.terminal.program import run_program
from bot.__main__ import app
from tests.end_to_end.pictures import write_landscape

_SECONDS = 300


@asynccontextmanager
async def _running_studio(folder: Path, *arguments: str, key: str = "") -> AsyncIterator[tuple[Process, str]]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FLIPBOOK_")}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "studio", "--port", "0", "--data-folder", str(folder / "studio"), *arguments),
        cwd=folder,
        env={**kept, "FLIPBOOK_STUDIO_KEY": key},
        stdin=PIPE,
        stdout=PIPE,
        stderr=PIPE,
    )
    try:
        assert process.stdout is not None
        async with asyncio.timeout(_SECONDS):
            yield process, (await process.stdout.readline()).decode().rstrip("\n")
    finally:
        if process.returncode is None:
            process.terminate()
            await process.communicate()


@pytest.mark.parametrize("command", ["run", "animate", "studio", "doctor", "options"])
def test_every_command_is_taught(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    run_program(app, ["--help"])

    assert re.search(rf"^  {command} ", capsys.readouterr().out, re.MULTILINE)


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_program(app, ["--version"]) == 0
    assert re.fullmatch(r"flipbook \d+\.\d+\.\d+\n", capsys.readouterr().out)


def test_the_options_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    run_program(app, ["options"])

    assert "--duration" in capsys.readouterr().out


def test_the_checkup_says_what_is_not_set_up(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FLIPBOOK_DISCORD_TOKEN", "")

    assert run_program(app, ["doctor"]) == 0
    assert "Discord: not set up." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["run"], "`FLIPBOOK_PORT` cannot be `abc`"),
        (["run", "--port", "70000"], "'--port'"),
        (["studio", "--key", "sk-a=much"], "`much` is not a number of credits"),
        (["animate", "--last", "missing.png", "dusk"], "There is no picture `missing.png`"),
    ],
)
def test_a_start_that_cannot_work_is_refused_in_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str], part: str
) -> None:
    monkeypatch.setenv("FLIPBOOK_PORT", "abc")

    code = run_program(app, arguments)

    assert (code, part in capsys.readouterr().err) == (2, True)


async def test_the_studio_ends_with_whoever_started_it(tmp_path: Path) -> None:
    async with _running_studio(tmp_path, "--ends-with-input", key="sk-test") as (process, _):
        assert process.stdin is not None
        process.stdin.close()

        assert await process.wait() == 0


async def test_a_studio_without_a_key_makes_one(tmp_path: Path) -> None:
    async with _running_studio(tmp_path) as (process, address):
        assert process.stderr is not None
        told = (await process.stderr.readline()).decode()

    assert re.fullmatch(r"http://127\.0\.0\.1:\d+", address)
    assert re.search(r"key of this studio is sk-\S{20,}", told)


async def test_a_port_that_is_taken_is_refused_in_words(tmp_path: Path) -> None:
    async with (
        _running_studio(tmp_path, key="sk-test") as (_, address),
        _running_studio(tmp_path / "..", "--port", address.rsplit(":", 1)[1], key="sk-test") as (second, _),
    ):
        _, told = await second.communicate()

    assert (second.returncode, "another program has that port" in told.decode()) == (2, True)


@pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl")
async def test_the_lesson_of_the_studio_works_as_it_stands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_landscape(tmp_path / "day.png", size=(640, 360))
    run_program(app, ["studio", "--help"])
    lesson = re.search(r"( {4}KEY=.*?)\n\s*When a task", capsys.readouterr().out, re.DOTALL)
    assert lesson is not None

    async with _running_studio(tmp_path, key="sk-test") as (_, address):
        script = f"set -e\nSTUDIO={address}\n{lesson[1]}"
        shell = await asyncio.create_subprocess_exec("sh", "-c", script, cwd=tmp_path, stdin=DEVNULL, stdout=PIPE)
        answers, _ = await shell.communicate()

    assert shell.returncode == 0
    assert b'"kling-v3-image-to-video"' in answers
    assert b'"error"' not in answers


def test_the_help_calls_the_program_what_people_type(capsys: pytest.CaptureFixture[str]) -> None:
    run_program(app, ["--help"])

    assert "Usage: flipbook " in capsys.readouterr().out
