"""The process at the door, and what happens without it."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest
from pydantic import SecretStr

from adapters.discord.doorman import Doorman, DoormanPlan
from tests.adapters.discord.house import DiscordHouse, open_house
from tests.adapters.discord.test_connection import BREAKDOWNS
from tests.adapters.discord.test_orders import order
from tests.adapters.discord.test_queries import ask
from tests.end_to_end.chat_person import every_moment
from tests.servers.discord.door_launch import build_plan
from tests.servers.discord.errors import UNKNOWN_INTERACTION
from tests.servers.discord.faults import answer_error, wait_before
from tests.servers.discord.gateway import Gateway
from tests.servers.discord.records import Interaction
from tests.servers.discord.routes import Route

#: Stands at the door, writes down what it is told, and hears people; it acknowledges 7 and misses 8.
CLERK = """
import pathlib, sys
notes = pathlib.Path(sys.argv[1])
notes.with_suffix(".pid").write_text(str(__import__("os").getpid()))
print("hearing\\nacknowledged 7\\nmissed 8", flush=True)
for line in sys.stdin:
    with notes.open("a") as file:
        file.write(line)
    if line == "close\\n":
        print("deaf", flush=True)
"""


def plan_clerk(notes: Path) -> DoormanPlan:
    """Return how to start the one who writes down."""
    return DoormanPlan(command=(sys.executable, "-c", CLERK, str(notes)), first_pause_seconds=0.3)


@asynccontextmanager
async def keep_door(doorman: Doorman) -> AsyncIterator[None]:
    """Keep a process at the door while the block runs, and wait until it hears people."""
    async with asyncio.timeout(30), asyncio.TaskGroup() as tasks:
        keeping = tasks.create_task(doorman.run())
        doorman.open()
        await doorman.hearing.wait()
        yield
        keeping.cancel()


@asynccontextmanager
async def open_guarded_house(folder: Path) -> AsyncIterator[tuple[DiscordHouse, Doorman]]:
    """Open a server in which the bot lives, with its door kept."""
    async with open_house(folder) as house:
        doorman = house.build_doorman(build_plan(house.discord.origin))
        async with asyncio.timeout(60), house.open_bot(doorman=doorman):
            await doorman.hearing.wait()
            await house.discord.ready()
            yield house, doorman


async def wait_for_deafness(doorman: Doorman) -> None:
    async for _ in every_moment(seconds=20):
        if not doorman.hearing.is_set():
            return


def count_acknowledgements(house: DiscordHouse) -> int:
    return sum(call.route == Route.CALLBACK for call in house.discord.calls)


async def test_what_was_acknowledged_at_the_door_is_carried_out(tmp_path: Path) -> None:
    async with open_guarded_house(tmp_path) as (house, doorman):
        interaction = await order(house, prompt="waves")
        await house.discord.until(lambda: house.jobs.commands and not house.discord.messages(house.channel.id))
        is_from_the_door = await doorman.wait_for_word(interaction.id)

    assert is_from_the_door
    assert count_acknowledgements(house) == 1


async def test_questions_are_answered_behind_the_door(tmp_path: Path) -> None:
    async with open_guarded_house(tmp_path) as (house, _):
        answer = await ask(house, "help")

    assert answer == house.jobs.help_text()
    assert house.discord.invalid_requests == 0


async def test_the_program_acknowledges_what_the_door_could_not(tmp_path: Path) -> None:
    async with open_guarded_house(tmp_path) as (house, doorman):
        house.discord.fail_next(Route.CALLBACK, answer_error(UNKNOWN_INTERACTION))
        interaction = await order(house, prompt="waves")
        await house.discord.until(lambda: house.jobs.commands)
        is_from_the_door = await doorman.wait_for_word(interaction.id)

    assert not is_from_the_door
    assert count_acknowledgements(house) == 2


async def test_the_program_does_not_wait_for_a_slow_door(tmp_path: Path) -> None:
    never = asyncio.Event()
    async with open_guarded_house(tmp_path) as (house, _):
        house.discord.fail_next(Route.CALLBACK, wait_before(never))
        await order(house, prompt="waves")
        await house.discord.until(lambda: house.jobs.commands)
        never.set()

    assert len(house.jobs.commands) == 1


async def test_an_order_is_finished_and_no_other_is_taken_when_the_bot_leaves(tmp_path: Path) -> None:
    async with open_guarded_house(tmp_path) as (house, _):
        await order(house, prompt="waves")
        await house.discord.until(lambda: house.jobs.commands)

    assert len(house.jobs.commands) == 1
    assert not house.discord.gateway.is_ready


async def test_the_program_answers_alone_while_nobody_is_at_the_door(tmp_path: Path) -> None:
    broken = DoormanPlan(command=(sys.executable, "-c", "pass"), first_pause_seconds=0.01)
    async with open_house(tmp_path) as house:
        doorman = house.build_doorman(broken)
        async with house.open_bot(doorman=doorman):
            await house.discord.ready()
            answer = await ask(house, "help")

    assert answer == house.jobs.help_text()
    assert not doorman.hearing.is_set()


async def test_a_process_that_cannot_be_started_stops_nothing(tmp_path: Path) -> None:
    missing = DoormanPlan(command=(str(tmp_path / "missing"),), first_pause_seconds=0.01)
    async with open_house(tmp_path) as house, house.open_bot(doorman=house.build_doorman(missing)):
        await house.discord.ready()
        answer = await ask(house, "help")

    assert answer == house.jobs.help_text()


async def test_a_process_that_died_is_started_again(tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    doorman = Doorman(SecretStr("secret"), plan=plan_clerk(notes))
    async with keep_door(doorman):
        first = int(await asyncio.to_thread(notes.with_suffix(".pid").read_text))
        os.kill(first, 9)
        await wait_for_deafness(doorman)
        await doorman.hearing.wait()
        second = int(await asyncio.to_thread(notes.with_suffix(".pid").read_text))

    assert first != second


async def test_the_door_is_told_when_the_program_hears_nobody(tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    doorman = Doorman(SecretStr("secret"), plan=plan_clerk(notes))
    async with keep_door(doorman):
        doorman.close()
        await wait_for_deafness(doorman)

    assert await asyncio.to_thread(notes.read_text) == "secret\nopen\nclose\n"


async def test_tells_what_was_said_before_anybody_asked(tmp_path: Path) -> None:
    doorman = Doorman(SecretStr("secret"), plan=plan_clerk(tmp_path / "notes"))
    async with keep_door(doorman):
        words = [await doorman.wait_for_word(interaction_id) for interaction_id in (7, 8, 7)]

    assert words == [True, False, True]


async def test_nobody_waits_for_the_word_of_a_door_that_is_shut() -> None:
    doorman = Doorman(SecretStr("secret"), plan=DoormanPlan())

    assert not await doorman.wait_for_word(7)


def is_heard_by_two(gateway: Gateway) -> bool:
    return len([one for one in gateway.sessions.values() if one.connection and one.is_welcomed]) > 1


def is_answered(asked: Interaction) -> bool:
    return asked.response is not None and not asked.response.is_loading


async def lose_sessions(gateway: Gateway) -> None:
    await gateway.invalidate(is_resumable=False)


@pytest.mark.parametrize("break_down", [*BREAKDOWNS.values(), lose_sessions])
async def test_the_door_is_kept_again_after_a_breakdown(
    tmp_path: Path, break_down: Callable[[Gateway], Awaitable[None]]
) -> None:
    is_from_the_door = False
    async with open_guarded_house(tmp_path) as (house, doorman):
        await break_down(house.discord.gateway)
        await house.discord.until(partial(is_heard_by_two, house.discord.gateway))
        async for _ in every_moment(seconds=40):
            asked = await house.discord.slash("help", {}, user=house.anna, channel=house.channel)
            await house.discord.until(partial(is_answered, asked))
            is_from_the_door = await doorman.wait_for_word(asked.id)
            if is_from_the_door:
                break

    assert is_from_the_door
