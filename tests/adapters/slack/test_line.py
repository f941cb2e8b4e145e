"""The process that listens, in earnest: a real child, a real socket, real signals."""

import asyncio
import logging
import os
import signal
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from adapters.slack.connection import SlackConnection
from adapters.slack.line import SlackLine
from adapters.slack.line_account import LineAccount
from adapters.slack.receiver import Receiver
from tests.adapters.slack.test_socket import TIMES, Ear, open_ear
from tests.fakes.leaping_loop import leap
from tests.servers.slack.methods import Method
from tests.servers.slack.server import LocalSlack, local_slack

_ROOT = Path(__file__).resolve().parents[3]


@dataclass
class Builder:
    """Builds the line and keeps hold of it."""

    lines: list[SlackLine] = field(default_factory=list)

    def __call__(self, receiver: Receiver, account: LineAccount, *, connection: SlackConnection) -> SlackLine:
        self.lines.append(SlackLine(receiver, account, connection=connection))
        return self.lines[-1]

    @property
    def process_id(self) -> int:
        """The process that listens now."""
        process_id = self.lines[-1].process_id
        assert process_id is not None
        return process_id


@dataclass
class FarEar:
    """A bot that listens by a process of its own."""

    ear: Ear
    builder: Builder


@pytest.fixture
async def slack() -> AsyncIterator[LocalSlack]:
    """Open a local Slack."""
    async with local_slack() as slack:
        yield slack


@asynccontextmanager
async def open_far_ear(slack: LocalSlack, *, app_token: str | None = None) -> AsyncIterator[FarEar]:
    """Let a bot listen by a process of its own while the block runs."""
    builder = Builder()
    async with open_ear(slack, app_token=app_token, build_line=builder) as ear:
        yield FarEar(ear, builder)


def is_alive(process_id: int) -> bool:
    """Tell whether a process runs; one that nobody has buried yet does not."""
    with suppress(OSError):
        return Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


async def test_hears_what_people_say_and_leaves_nothing_behind(slack: LocalSlack) -> None:
    async with open_far_ear(slack) as far:
        await far.ear.hear("hello")
        process_id = far.builder.process_id

    assert far.ear.heard == ["hello"]
    assert not is_alive(process_id)
    assert not slack.sockets.open_connections
    assert not far.ear.connection.is_listening


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
async def test_a_listener_that_dies_is_replaced_and_nothing_is_lost(slack: LocalSlack, number: signal.Signals) -> None:
    async with open_far_ear(slack) as far:
        await far.ear.hear("before")
        os.kill(far.builder.process_id, number)
        await far.ear.hear("meanwhile")

    # What it handed over and did not acknowledge any more comes again.
    assert list(dict.fromkeys(far.ear.heard)) == ["before", "meanwhile"]


async def test_a_listener_that_hangs_is_replaced(slack: LocalSlack) -> None:
    async with open_far_ear(slack) as far:
        await far.ear.hear("before")
        first = far.builder.process_id
        os.kill(first, signal.SIGSTOP)
        while is_alive(first):
            leap(TIMES.look_seconds)
            await asyncio.sleep(0)
        await slack.until(lambda: far.builder.process_id != first and far.ear.connection.is_listening)
        await far.ear.hear("after")

    assert not is_alive(first)
    assert far.ear.heard[-1] == "after"


async def test_a_listener_is_not_taken_for_hung_because_the_program_stood_still(slack: LocalSlack) -> None:
    async with open_far_ear(slack) as far:
        await far.ear.hear("before")
        first = far.builder.process_id
        leap(2 * TIMES.silent_seconds)
        await far.ear.hear("after")

    assert far.builder.process_id == first
    assert far.ear.heard == ["before", "after"]


async def test_an_event_is_acknowledged_while_the_program_is_busy(slack: LocalSlack) -> None:
    async with open_far_ear(slack) as far:
        await far.ear.hear("before")
        far.ear.is_free.clear()
        bot = far.ear.channel.workspace.bot
        slack.say(far.ear.channel, far.ear.anna, f"{bot.mention if bot else ''} busy")
        await slack.settled()
        was_heard = "busy" in far.ear.heard
        far.ear.is_free.set()
        await slack.until(lambda: "busy" in far.ear.heard)

    assert all(event.is_acknowledged for event in slack.events("app_mention"))
    assert not was_heard


async def test_tells_whether_slack_can_be_heard(slack: LocalSlack) -> None:
    async with open_far_ear(slack) as far:
        before = far.ear.connection.is_listening
        await slack.until(lambda: far.ear.connection.is_listening)
        os.kill(far.builder.process_id, signal.SIGKILL)
        await slack.until(lambda: not far.ear.connection.is_listening)

    assert not before


async def test_gives_up_on_a_token_that_slack_refuses(slack: LocalSlack, caplog: pytest.LogCaptureFixture) -> None:
    async with open_far_ear(slack, app_token="xapp-1-wrong") as far:  # noqa: S106  # no secret: it is wrong
        await slack.until(lambda: any(record.levelno == logging.CRITICAL for record in caplog.records))
        await slack.until(lambda: not is_alive(far.builder.process_id))

    assert len(slack.calls_to(Method.CONNECTIONS_OPEN)) == 1
    assert "FLIPBOOK_SLACK_APP_TOKEN" in caplog.text
    assert "xapp-1-wrong" not in caplog.text


async def test_others_cannot_read_the_token(slack: LocalSlack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLIPBOOK_SLACK_APP_TOKEN", slack.app.app_token)
    async with open_far_ear(slack) as far:
        await far.ear.hear("hello")
        folder = Path(f"/proc/{far.builder.process_id}")
        seen = (folder / "cmdline").read_text() + (folder / "environ").read_text()

    assert "line_process" in seen
    assert slack.app.app_token not in seen


async def test_a_listener_does_not_outlive_a_killed_program(slack: LocalSlack) -> None:
    workspace = slack.add_workspace()
    program = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "tests.adapters.slack.line_owner", slack.app.app_token, slack.api_url),
        cwd=_ROOT,
        stdout=PIPE,
    )
    assert program.stdout is not None
    process_id = int(await program.stdout.readline())
    await slack.ready()
    program.kill()
    await program.wait()
    await slack.until(lambda: not is_alive(process_id) and not slack.sockets.open_connections)
    bot = workspace.bot
    slack.say(slack.add_channel(workspace), slack.add_person(workspace), f"{bot.mention if bot else ''} hello?")

    assert not slack.events("app_mention")[0].is_acknowledged
