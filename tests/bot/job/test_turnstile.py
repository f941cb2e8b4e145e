"""Doing a few things at a time."""

import asyncio

from bot.job.turnstile import Turnstile


async def pass_through(turnstile: Turnstile, entered: list[int], number: int, leave: asyncio.Event) -> None:
    """Note when one is let in, and stay until all may leave."""
    async with turnstile.passage():
        entered.append(number)
        await leave.wait()


async def test_lets_so_many_in_and_the_next_when_one_leaves() -> None:
    turnstile, entered, leaving = Turnstile(most=1, stay_seconds=60), list[int](), [asyncio.Event(), asyncio.Event()]
    async with asyncio.TaskGroup() as tasks:
        for number, leave in enumerate(leaving):
            tasks.create_task(pass_through(turnstile, entered, number, leave))
        await asyncio.sleep(0)
        entered_at_first = list(entered)
        for leave in leaving:
            leave.set()

    assert (entered_at_first, entered) == ([0], [0, 1])


async def test_whoever_takes_long_makes_room_and_goes_on() -> None:
    turnstile, entered, leave = Turnstile(most=1, stay_seconds=0.01), list[int](), asyncio.Event()
    async with asyncio.timeout(60), asyncio.TaskGroup() as tasks:
        tasks.create_task(pass_through(turnstile, entered, 0, leave))
        await asyncio.sleep(0)
        async with turnstile.passage():
            entered.append(1)
        leave.set()

    assert entered == [0, 1]
