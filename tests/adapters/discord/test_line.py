"""The process that listens, in earnest: a real child, the real library, real signals."""

import asyncio
import json
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import pytest

from adapters.discord import line_process
from adapters.discord.line import Connect, DiscordLine, open_line
from bot.job.job import JobState
from tests.adapters.discord.house import DiscordHouse, open_house
from tests.adapters.discord.test_orders import order
from tests.adapters.discord.test_queries import ask
from tests.fakes.leaping_loop import leap
from tests.servers.discord.errors import UNKNOWN_INTERACTION
from tests.servers.discord.faults import Fault, answer_error, answer_page, answer_page_after, wait_before
from tests.servers.discord.routes import Route


@dataclass
class Lines:
    """Lends lines and keeps hold of them."""

    lines: list[DiscordLine] = field(default_factory=list)

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator[Connect]:
        async with open_line() as line:
            assert isinstance(line, DiscordLine)
            self.lines.append(line)
            yield line

    @property
    def process_id(self) -> int:
        """The process that listens now."""
        process_id = self.lines[-1].process_id
        assert process_id is not None
        return process_id


@asynccontextmanager
async def open_far_house(folder: Path) -> AsyncIterator[tuple[DiscordHouse, Lines]]:
    """Open a server in which the bot lives and listens by a process of its own."""
    async with open_house(folder) as house:
        house.open_line = lines = Lines()
        async with house.run_bot():
            yield house, lines


def is_alive(process_id: int) -> bool:
    """Tell whether a process runs; one that nobody has buried yet does not."""
    with suppress(OSError):
        return Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


async def test_an_order_is_acknowledged_once_and_taken_and_leaves_no_process_behind(tmp_path: Path) -> None:
    async with open_far_house(tmp_path) as (house, lines):
        await order(house, prompt="waves")
        await house.discord.until(lambda: house.jobs.commands)
        # What shows that something goes on is taken away again, so the answer was one that the program can change.
        await house.discord.until(lambda: house.discord.calls_to(Route.DELETE_RESPONSE))
        process_id = lines.process_id
        calls = house.discord.calls_to(Route.CALLBACK)

    assert len(calls) == 1
    assert not is_alive(process_id)


async def test_a_private_answer_takes_the_place_of_the_acknowledgement(tmp_path: Path) -> None:
    async with open_far_house(tmp_path) as (house, _):
        assert "no videos yet" in await ask(house, "jobs")


async def test_a_button_is_taken_and_a_form_is_opened(tmp_path: Path) -> None:
    async with open_far_house(tmp_path) as (house, _):
        job = house.keep_job("a", state=JobState.DONE, video=house.keep_video())
        message_id = await house.post_result(job)
        clicked = await house.discord.click(message_id, f"job:{job.id}:reroll", user=house.anna)
        await house.discord.until(lambda: house.jobs.actions)
        edited = await house.discord.click(message_id, f"job:{job.id}:edit", user=house.anna)
        await house.discord.until(lambda: edited.modal)

    assert clicked.is_acknowledged
    assert clicked.modal is None


@pytest.mark.parametrize("fault", [answer_page(), answer_page_after()], ids=["refused", "answer lost"])
async def test_the_program_acknowledges_where_that_failed(tmp_path: Path, fault: Fault) -> None:
    async with open_far_house(tmp_path) as (house, _):
        house.discord.fail_next(Route.CALLBACK, fault)
        await order(house, prompt="waves")
        await house.discord.until(lambda: house.jobs.commands)

    assert len(house.jobs.commands) == 1


async def test_nothing_begins_when_it_was_too_late_to_acknowledge(tmp_path: Path) -> None:
    async with open_far_house(tmp_path) as (house, _):
        house.discord.fail_next(Route.CALLBACK, *[answer_error(UNKNOWN_INTERACTION)] * 2)
        await order(house, prompt="waves")
        await house.discord.until(lambda: len(house.discord.calls_to(Route.CALLBACK)) == 2)
        assert await ask(house, "help")

    assert house.jobs.commands == []


async def test_one_acknowledgement_that_hangs_loses_nothing(tmp_path: Path) -> None:
    release = asyncio.Event()
    async with open_far_house(tmp_path) as (house, _):
        house.discord.fail_next(Route.CALLBACK, wait_before(release))
        await order(house, prompt="first")
        await order(house, prompt="second")
        await house.discord.until(lambda: len(house.jobs.commands) == 2)
        release.set()

    assert {command.options["prompt"] for command in house.jobs.commands} == {"first", "second"}


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
async def test_a_listener_that_dies_is_replaced_and_the_session_goes_on(tmp_path: Path, number: signal.Signals) -> None:
    async with open_far_house(tmp_path) as (house, lines):
        first = lines.process_id
        os.kill(first, number)
        await house.discord.until(lambda: house.discord.gateway.resumes and house.discord.gateway.is_ready)
        await order(house, prompt="waves")
        await house.discord.until(lambda: house.jobs.commands)

    assert lines.process_id != first
    assert len(house.discord.gateway.identifies) == 1


async def test_others_cannot_read_the_token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with open_house(tmp_path) as house:
        monkeypatch.setenv("FLIPBOOK_DISCORD_TOKEN", house.discord.token)
        house.open_line = lines = Lines()
        async with house.run_bot():
            folder = Path(f"/proc/{lines.process_id}")
            seen = (folder / "cmdline").read_text() + (folder / "environ").read_text()

    assert line_process.__name__ in seen
    assert house.discord.token not in seen


async def test_a_gateway_that_cannot_be_reached_is_tried_again(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, open_line() as connect:
        with pytest.raises(aiohttp.ClientConnectionError, match="ServerHandshakeError"):
            await connect(f"{house.discord.origin}/nowhere".replace("http", "ws", 1), user_agent="test")
        socket = await connect(house.discord.gateway_url, user_agent="test")
        hello = await socket.receive(timeout=60)

    assert json.loads(hello.data)["op"] == 10


async def test_a_process_that_hangs_is_ended_and_the_next_connects(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, open_line() as connect, asyncio.TaskGroup() as tasks:
        assert isinstance(connect, DiscordLine)
        await connect(house.discord.gateway_url, user_agent="test")
        hanging = connect.process_id or 0
        os.kill(hanging, signal.SIGSTOP)
        opening = tasks.create_task(_try_to_connect(connect, house))
        await asyncio.sleep(0)
        leap(60)
        refused = await opening
        socket = await connect(house.discord.gateway_url, user_agent="test")

    assert "does not answer" in refused
    assert not is_alive(hanging)
    assert socket.closed


async def _try_to_connect(connect: Connect, house: DiscordHouse) -> str:
    with pytest.raises(aiohttp.ClientConnectionError) as caught:
        await connect(house.discord.gateway_url, user_agent="test")
    return str(caught.value)


async def test_nothing_is_opened_once_the_bot_leaves(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        async with open_line() as connect:
            pass
        with pytest.raises(aiohttp.ClientConnectionError, match="leaving"):
            await connect(house.discord.gateway_url, user_agent="test")
