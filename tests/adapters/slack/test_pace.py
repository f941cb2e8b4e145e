import asyncio

from adapters.slack.pace import CARD_INTERVAL_SECONDS, WORKSPACE_INTERVAL_SECONDS, PostPace
from tests.servers.slack.methods import Method
from tests.servers.slack.rate_limits import REAL_LIMITS

_MINUTE_SECONDS = 60


def test_edits_stay_well_within_the_tier_of_a_workspace() -> None:
    edits_a_minute = _MINUTE_SECONDS / WORKSPACE_INTERVAL_SECONDS

    assert edits_a_minute <= 0.8 * REAL_LIMITS[Method.CHAT_UPDATE].calls
    assert CARD_INTERVAL_SECONDS >= 3


async def test_channels_do_not_wait_for_each_other() -> None:
    pace = PostPace(interval_seconds=1000.0)

    async with asyncio.timeout(60):
        for team, channel in (("T1", "C1"), ("T1", "C2"), ("T2", "C1")):
            await pace.wait(team, channel)


async def test_messages_in_one_channel_go_out_one_after_the_other() -> None:
    pace, order = PostPace(interval_seconds=0.01), []

    async def post(number: int) -> None:
        await pace.wait("T1", "C1")
        order.append(number)

    loop = asyncio.get_running_loop()
    began = loop.time()
    await asyncio.gather(*(post(number) for number in range(4)))

    assert order == [0, 1, 2, 3]
    assert loop.time() - began >= 0.03
