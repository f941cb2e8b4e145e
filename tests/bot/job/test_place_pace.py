import asyncio

from bot.job.place_pace import PlacePace


async def take_turns(pace: PlacePace, wishes: str) -> list[tuple[int, float]]:
    """Ask for turns all at once, urgently for each `!`; return who got one when, in the order they came."""
    came: list[tuple[int, float]] = []

    async def take_turn(number: int, wish: str) -> None:
        await pace.ask(is_urgent=wish == "!")
        came.append((number, asyncio.get_running_loop().time()))

    await asyncio.gather(*(take_turn(number, wish) for number, wish in enumerate(wishes)))
    return came


async def test_turns_keep_the_interval_and_the_order() -> None:
    start = asyncio.get_running_loop().time()
    came = await take_turns(PlacePace(2.0), "...")

    assert came == [(0, start), (1, start + 2), (2, start + 4)]


async def test_urgent_turns_go_first() -> None:
    came = await take_turns(PlacePace(2.0), "...!")

    assert [number for number, _ in came] == [0, 3, 1, 2]


async def test_a_turn_that_is_hurried_overtakes_others_and_comes_once() -> None:
    pace = PlacePace(2.0)
    turns = [pace.ask(is_urgent=False) for _ in range(4)]
    pace.hurry(turns[3])
    await turns[3]
    done_then = [turn.done() for turn in turns]
    await asyncio.gather(*turns)

    assert done_then == [True, False, False, True]
    assert asyncio.get_running_loop().time() == 6.0


async def test_a_cancelled_turn_costs_nobody_time() -> None:
    pace = PlacePace(2.0)
    turns = [pace.ask(is_urgent=False) for _ in range(3)]
    turns[1].cancel()
    await turns[2]

    assert asyncio.get_running_loop().time() == 2.0


async def test_without_an_interval_everybody_goes_at_once() -> None:
    came = await take_turns(PlacePace(0.0), "...")

    assert {moment for _, moment in came} == {0.0}


async def test_is_idle_only_when_nothing_waits_and_the_interval_has_passed() -> None:
    pace = PlacePace(2.0)
    await pace.ask(is_urgent=False)
    idle_at_once = pace.is_idle
    await asyncio.sleep(2.0)

    assert not idle_at_once
    assert pace.is_idle
