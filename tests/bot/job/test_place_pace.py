import asyncio
import gc

from bot.job.job import ReplyAddress
from bot.job.place_pace import Lane, PlacePace, PlacePaces
from tests.contracts.samples import NOON
from tests.fakes.chat_platform import FakeChatPlatform

HERE, THERE = (ReplyAddress(platform="web", place=place) for place in ("here", "there"))


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


async def test_whoever_comes_after_a_rest_goes_at_once() -> None:
    pace = PlacePace(2.0)
    await pace.ask(is_urgent=False)
    await asyncio.sleep(5.0)
    await pace.ask(is_urgent=False)

    assert asyncio.get_running_loop().time() == 5.0


def build_paces(*, place_seconds: float = 0.0, tenant_seconds: float = 0.0) -> PlacePaces:
    """Return the paces of one platform with these intervals."""
    chat = FakeChatPlatform(clock=lambda: NOON)
    chat.place_interval_seconds, chat.tenant_interval_seconds = place_seconds, tenant_seconds
    return PlacePaces({chat.name: chat})


async def test_posts_in_one_place_keep_its_interval_and_those_elsewhere_do_not() -> None:
    paces = build_paces(place_seconds=3.0)
    for place in (HERE, THERE, HERE):
        await paces.wait_to_post(place, is_urgent=False)

    assert asyncio.get_running_loop().time() == 3.0


async def test_posts_and_edits_do_not_wait_for_each_other() -> None:
    paces = build_paces(place_seconds=3.0)
    await paces.wait_to_post(HERE, is_urgent=False)
    (edits,) = paces.list_paces(HERE, lane=Lane.EDIT)
    await edits.ask(is_urgent=False)

    assert asyncio.get_running_loop().time() == 0.0


async def test_edits_in_one_workspace_share_its_pace() -> None:
    paces = build_paces(tenant_seconds=1.0)
    _, in_one = paces.list_paces(HERE, lane=Lane.EDIT)
    _, in_other = paces.list_paces(THERE, lane=Lane.EDIT)

    assert in_one is in_other
    assert len(paces.list_paces(HERE, lane=Lane.POST)) == 1


async def test_a_rest_is_kept_though_nobody_holds_the_pace() -> None:
    paces = build_paces(place_seconds=3.0)
    await paces.wait_to_post(HERE, is_urgent=False)
    gc.collect()
    await paces.wait_to_post(HERE, is_urgent=False)

    assert asyncio.get_running_loop().time() == 3.0


async def test_a_platform_that_is_switched_off_paces_nothing() -> None:
    paces = build_paces(place_seconds=3.0)
    for _ in range(2):
        await paces.wait_to_post(ReplyAddress(platform="none", place="x"), is_urgent=False)

    assert asyncio.get_running_loop().time() == 0.0
