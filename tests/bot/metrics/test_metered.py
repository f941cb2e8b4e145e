import inspect
from datetime import datetime, timedelta

import pytest

from bot.errors import ServiceBusy
from bot.job.drawing import Surroundings, draw_card, draw_failure, draw_result
from bot.job.job import JobState
from bot.metrics.meter import Tally
from bot.metrics.metered_platform import MeteredPlatform
from bot.metrics.metered_service import MeteredService
from bot.ports import ChatPlatform, VideoService
from tests.bot.retention.stores import build_video
from tests.contracts.samples import NOON, build_job
from tests.fakes.chat_platform import FakeChatPlatform, Wish
from tests.fakes.meter import MemoryMeter
from tests.fakes.video_service import PAID, Call, FakeVideoService

SLOW_DOWN = ServiceBusy("Slow down.", code="rate_limited", retry_after_seconds=3)
OUTAGE = ServiceBusy("Gone for a while.", code="unreachable")
JOB = build_job("a")


def read_clock() -> datetime:
    return NOON


@pytest.fixture
def meter() -> MemoryMeter:
    return MemoryMeter()


@pytest.fixture
def chat() -> FakeChatPlatform:
    return FakeChatPlatform(clock=read_clock)


@pytest.fixture
def service() -> FakeVideoService:
    return FakeVideoService(clock=read_clock)


@pytest.mark.parametrize(("port", "metered"), [(ChatPlatform, MeteredPlatform), (VideoService, MeteredService)])
def test_nothing_that_can_be_asked_is_left_out(port: type, metered: type) -> None:
    asked = {name for name, _ in inspect.getmembers(port) if not name.startswith("_")}

    assert asked <= set(dir(metered))


async def test_edits_and_results_are_counted(meter: MemoryMeter, chat: FakeChatPlatform) -> None:
    platform = MeteredPlatform(chat, meter=meter)
    card = draw_card(JOB, Surroundings(profile=PAID, now=NOON, ahead=0, estimate=None))

    shown = await platform.show_card(JOB.address, card, message_id=None)
    await platform.show_card(JOB.address, card, message_id=shown)
    await platform.post_result(JOB.address, draw_result(JOB, build_video("v.mp4"), PAID))

    assert meter.tallies == {(Tally.CARD_EDITS, "web"): 1, (Tally.RESULTS_POSTED, "web"): 1}


async def test_failures_are_told_and_their_limits_counted(meter: MemoryMeter, chat: FakeChatPlatform) -> None:
    platform, failure = MeteredPlatform(chat, meter=meter), draw_failure(JOB, PAID)
    chat.fail_next(Wish.FAILURE, SLOW_DOWN)
    with pytest.raises(ServiceBusy):
        await platform.post_failure(JOB.address, failure)
    await platform.post_failure(JOB.address, failure)

    assert chat.failures == [failure]
    assert meter.tallies == {(Tally.RATE_LIMITS, "web"): 1}


async def test_only_limits_count_as_limits(meter: MemoryMeter, chat: FakeChatPlatform) -> None:
    platform = MeteredPlatform(chat, meter=meter)
    chat.fail_next(Wish.DELETE, SLOW_DOWN, OUTAGE)
    for _ in range(2):
        with pytest.raises(ServiceBusy):
            await platform.delete_post(JOB.address, "m1")

    assert meter.tallies == {(Tally.RATE_LIMITS, "web"): 1}


async def test_limits_of_the_video_service_are_counted(meter: MemoryMeter, service: FakeVideoService) -> None:
    service.fail_next(Call.FETCH, SLOW_DOWN)
    with pytest.raises(ServiceBusy):
        await MeteredService(service, meter=meter, began_at=NOON).fetch_task("t1")

    assert meter.tallies == {(Tally.RATE_LIMITS, "video service"): 1}


async def test_a_submission_whose_answer_was_lost_is_a_prevented_duplicate(
    meter: MemoryMeter, service: FakeVideoService
) -> None:
    metered = MeteredService(service, meter=meter, began_at=NOON)
    service.fail_after(Call.SUBMIT, OUTAGE)
    with pytest.raises(ServiceBusy):
        await metered.submit(JOB)
    for _ in range(2):
        await metered.submit(JOB)

    assert service.charges[JOB.id] == 1
    assert meter.tallies == {(Tally.DUPLICATES_PREVENTED, "submission"): 1}


async def test_a_submission_of_an_earlier_life_is_a_prevented_duplicate(
    meter: MemoryMeter, service: FakeVideoService
) -> None:
    metered = MeteredService(service, meter=meter, began_at=NOON)
    begun = build_job("b", state=JobState.SUBMITTING, submission_began_at=NOON - timedelta(seconds=9))

    await metered.submit(begun)

    assert meter.tallies == {(Tally.DUPLICATES_PREVENTED, "submission"): 1}
