import asyncio

from adapters.studio.turns import FairTurns, Turn


def build_turn(owner: str, task_id: str) -> Turn:
    return Turn(owner=owner, task_id=task_id, rank=int(task_id[1:]))


async def hold(turns: FairTurns, owner: str, task_id: str, served: list[str]) -> None:
    async with turns.take(build_turn(owner, task_id)):
        served.append(task_id)
        await asyncio.sleep(0)


async def test_serves_owners_in_turn_and_each_in_order() -> None:
    turns, served = FairTurns(1), list[str]()

    async with asyncio.TaskGroup() as group:
        for owner, task_id in [("a", "a1"), ("a", "a2"), ("a", "a3"), ("b", "b1"), ("c", "c1")]:
            group.create_task(hold(turns, owner, task_id, served))

    assert served == ["a1", "b1", "c1", "a2", "a3"]


async def test_foretells_the_order_in_which_it_serves() -> None:
    turns, served = FairTurns(1), list[str]()

    async with asyncio.TaskGroup() as group, turns.take(build_turn("z", "z1")):
        waiting = [("a", "a1"), ("a", "a2"), ("b", "b1")]
        for owner, task_id in waiting:
            group.create_task(hold(turns, owner, task_id, served))
            await asyncio.sleep(0)
        foretold = turns.predict_order(build_turn(owner, task_id) for owner, task_id in reversed(waiting))

    assert [turn.task_id for turn in foretold] == ["a1", "b1", "a2"]
    assert served == [turn.task_id for turn in foretold]


async def test_foretells_that_a_newcomer_goes_before_the_second_of_another() -> None:
    turns = FairTurns(1)

    foretold = turns.predict_order(build_turn(task_id[0], task_id) for task_id in ("a1", "a2", "a3", "b4"))

    assert [turn.task_id for turn in foretold] == ["a1", "b4", "a2", "a3"]


async def test_lets_only_so_many_run_at_once() -> None:
    turns, served = FairTurns(2), list[str]()

    async with asyncio.TaskGroup() as group, turns.take(build_turn("a", "a1")), turns.take(build_turn("a", "a2")):
        group.create_task(hold(turns, "b", "b1", served))
        await asyncio.sleep(0)
        served_meanwhile = list(served)

    assert served_meanwhile == []
    assert served == ["b1"]


async def test_passes_the_turn_on_when_the_next_one_gives_up() -> None:
    turns, served = FairTurns(1), list[str]()

    async with asyncio.TaskGroup() as group:
        async with turns.take(build_turn("a", "a1")):
            giving_up = group.create_task(hold(turns, "a", "a2", served))
            group.create_task(hold(turns, "b", "b1", served))
            await asyncio.sleep(0)
        giving_up.cancel()
    await hold(turns, "a", "a3", served)

    assert served == ["b1", "a3"]


async def test_serves_the_lower_rank_first_although_it_came_later() -> None:
    turns, served = FairTurns(1), list[str]()

    async with asyncio.TaskGroup() as group, turns.take(build_turn("a", "a1")):
        for task_id in ("a3", "a2"):
            group.create_task(hold(turns, "a", task_id, served))
            await asyncio.sleep(0)

    assert served == ["a2", "a3"]


async def test_serves_who_came_late_before_who_has_just_been_served() -> None:
    turns, served = FairTurns(1), list[str]()

    async with asyncio.TaskGroup() as group, turns.take(build_turn("a", "a1")):
        for owner, task_id in [("a", "a2"), ("b", "b1")]:
            group.create_task(hold(turns, owner, task_id, served))
            await asyncio.sleep(0)

    assert served == ["b1", "a2"]
