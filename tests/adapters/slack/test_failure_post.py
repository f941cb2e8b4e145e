from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.errors import PlaceUnreachable
from bot.job.card import FailurePost
from bot.job.drawing import draw_failure
from bot.job.job import Failure, JobState
from tests.adapters.slack.office import Office, open_office
from tests.contracts.samples import build_job
from tests.fakes.video_service import PAID
from tests.servers.slack.faults import answer_error
from tests.servers.slack.methods import Method

FAILURE = Failure(sentence="It saw <!channel>.", code="filter")


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    """Open a local Slack with the bot in it."""
    async with open_office() as office:
        yield office


def build_failure(office: Office, **changes: object) -> FailurePost:
    """Draw the failure of a job of Ada's."""
    job = build_job("a", state=JobState.FAILED, failure=FAILURE, requester=office.requester, address=office.address)
    return replace(draw_failure(job, PAID), **changes)  # type: ignore[arg-type] # each test names real fields


async def test_a_failure_mentions_who_asked_and_nobody_else(office: Office) -> None:
    await office.platform.post_failure(office.address, build_failure(office))
    (message,) = office.read_channel()

    said = "your video could not be made. It saw &lt;!channel&gt;. You weren't charged."
    assert message.text == f"{office.ada.mention} {said}"


async def test_a_failure_stands_below_its_card(office: Office) -> None:
    card_id = await office.platform.show_card(office.address, office.draw(), message_id=None)
    (card,) = office.read_channel()
    await office.platform.post_failure(office.address, build_failure(office, card_message_id=card_id))

    assert len(office.slack.replies(card)) == 1


async def test_a_failure_in_direct_messages_hides_in_no_thread(office: Office) -> None:
    address = office.locate(office.slack.add_direct_channel(office.ada))
    card_id = await office.platform.show_card(address, office.draw(), message_id=None)
    await office.platform.post_failure(address, build_failure(office, card_message_id=card_id))

    assert [message.is_reply for message in office.slack.direct_messages(office.ada)] == [False, False]


async def test_a_failure_is_told_once_by_bots_one_after_the_other(office: Office) -> None:
    ids = {await office.platform.post_failure(office.address, build_failure(office)) for _ in range(2)}

    assert len(ids) == len(office.read_channel()) == 1


@pytest.mark.parametrize("obstacle", ["is_archived", "is_read_only", "kicked"])
async def test_a_failure_comes_by_direct_message_where_its_channel_is_closed(office: Office, obstacle: str) -> None:
    if obstacle == "kicked":
        office.slack.kick(office.channel)
    else:
        setattr(office.channel, obstacle, True)
    ids = {await office.platform.post_failure(office.address, build_failure(office)) for _ in range(2)}
    (message,) = office.slack.direct_messages(office.ada)

    assert len(ids) == 1
    assert f"I could not post in <#{office.channel.id}> any more" in message.text


async def test_a_failure_leaves_a_locked_thread_for_its_channel(office: Office) -> None:
    asked = office.slack.say(office.channel, office.ada, "hello")
    office.slack.fail_next(Method.CHAT_POST, answer_error("thread_locked"))
    await office.platform.post_failure(office.locate(office.channel, thread=asked.ts), build_failure(office))
    (message,) = office.read_channel()

    assert not message.is_reply


async def test_nobody_else_is_told_when_the_requester_is_unknown(office: Office) -> None:
    office.slack.kick(office.channel)
    stranger = office.requester.model_copy(update={"platform": "web", "id": "u1"})

    with pytest.raises(PlaceUnreachable):
        await office.platform.post_failure(office.address, build_failure(office, requester=stranger))
