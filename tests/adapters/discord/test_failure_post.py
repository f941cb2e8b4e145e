"""The news that there is no video, as messages of the bot, posted once and never lost."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.errors import PlaceUnreachable
from bot.job.card import FailurePost
from bot.job.drawing import draw_failure
from bot.job.job import Failure, JobState
from tests.adapters.discord.house import DiscordHouse, open_busy_house
from tests.adapters.discord.test_card_post import build_card
from tests.adapters.discord.test_result_post import build_result, find_direct_channel, thread_address
from tests.fakes.video_service import PAID
from tests.servers.discord.channels import NONCE_SECONDS
from tests.servers.discord.errors import AUTOMOD_BLOCKED, CANNOT_REPLY, MISSING_PERMISSIONS
from tests.servers.discord.faults import answer_error, answer_page_after
from tests.servers.discord.routes import Route

FAILURE = Failure(sentence="It took longer than `15` min.", code="late")


def build_failure(house: DiscordHouse, **changes: object) -> FailurePost:
    """Draw the failure of a job of Anna's."""
    now = house.discord.clock.now()
    job = house.keep_job("a", **{"state": JobState.FAILED, "failure": FAILURE, "finished_at": now, **changes})
    return draw_failure(job, PAID)


async def test_a_failure_mentions_who_asked_and_nobody_else(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        await house.platform.post_failure(house.address, build_failure(house))

    (message,) = house.read_channel()
    said = (
        f"<@{house.anna.id}> your video could not be made. It took longer than `15` min. You weren't charged.\n-# Ref"
    )
    assert message.text.startswith(said)
    assert message.mentions == [house.anna]


async def test_a_failure_answers_its_card(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        card = await house.discord.say(house.channel, house.discord.bot, "the card")
        await house.platform.post_failure(house.address, build_failure(house, card_message_id=str(card.id)))

    assert house.read_channel()[-1].reference is card


async def test_a_failure_is_told_without_the_right_to_answer(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        card = await house.discord.say(house.channel, house.anna, "the card")
        house.discord.fail_next(Route.CREATE_MESSAGE, answer_error(CANNOT_REPLY))
        await house.platform.post_failure(house.address, build_failure(house, card_message_id=str(card.id)))

    assert [message.reference for message in house.read_channel()] == [None, None]


async def test_a_lost_answer_tells_no_second_failure(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        house.discord.fail_next(Route.CREATE_MESSAGE, answer_page_after(502))
        await house.platform.post_failure(house.address, build_failure(house))

    assert len(house.read_channel()) == 1


async def test_a_failure_is_recognised_long_after_discord_forgot_it(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        failure = build_failure(house)
        first = await house.platform.post_failure(house.address, failure)
        for number in range(120):
            await house.discord.say(house.channel, house.anna, f"chat {number}")
        house.discord.clock.advance(NONCE_SECONDS * 2)
        house.restart()
        async with house.run_bot():
            second = await house.platform.post_failure(house.address, failure)

    assert first == second
    assert sum(message.author is house.discord.bot for message in house.read_channel()) == 1


async def test_a_doubt_and_the_failure_after_it_are_two_messages(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        await house.platform.post_failure(house.address, build_failure(house, state=JobState.UNCLEAR, failure=None))
        await house.platform.post_failure(house.address, build_failure(house))

    assert len(house.read_channel()) == 2


async def test_cards_results_and_failures_are_not_taken_for_each_other(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        failure, result = build_failure(house), build_result(house)
        await house.platform.post_failure(house.address, failure)
        first = await house.platform.post_result(house.address, result)
        await house.platform.show_card(house.address, build_card(house, JobState.FAILED), message_id=None)
        house.discord.clock.advance(NONCE_SECONDS * 2)
        house.restart()
        async with house.run_bot():
            second = await house.platform.post_result(house.address, result)
            await house.platform.post_failure(house.address, failure)

    assert first == second
    assert len(house.read_channel()) == 3


async def test_a_reason_that_a_server_blocks_is_left_to_the_card(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        house.discord.fail_next(Route.CREATE_MESSAGE, answer_error(AUTOMOD_BLOCKED))
        await house.platform.post_failure(house.address, build_failure(house))

    (message,) = house.read_channel()
    assert message.text.startswith(f"<@{house.anna.id}> your video could not be made.\n")


@pytest.mark.parametrize("is_gone", [True, False])
async def test_a_failure_comes_by_direct_message_where_its_channel_is_closed(tmp_path: Path, *, is_gone: bool) -> None:
    async with open_busy_house(tmp_path) as house:
        if is_gone:
            house.discord.remove_channel(house.channel)
        else:
            house.discord.fail_next(Route.CREATE_MESSAGE, answer_error(MISSING_PERMISSIONS))
        first, second = [await house.platform.post_failure(house.address, build_failure(house)) for _ in range(2)]

    (message,) = house.discord.messages(find_direct_channel(house).id)
    assert first == f"{find_direct_channel(house).id}/{message.id}"
    assert (second == first) is is_gone
    assert f"I could not post in <#{house.channel.id}> any more" in message.text


async def test_a_failure_leaves_a_locked_thread_for_its_channel(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        thread = house.discord.add_thread(house.channel, is_locked=True)
        await house.platform.post_failure(thread_address(house, thread), build_failure(house))

    assert len(house.read_channel()) == 1


async def test_a_failure_that_reaches_nobody_is_unreachable(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        house.discord.remove_channel(house.channel)
        house.anna.takes_direct_messages = False

        with pytest.raises(PlaceUnreachable):
            await house.platform.post_failure(house.address, build_failure(house))


async def test_somebody_from_elsewhere_is_named_and_not_mentioned(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        stranger = house.requester.model_copy(update={"platform": "web", "id": "u1", "name": "*Ada*"})
        await house.platform.post_failure(house.address, replace(build_failure(house), requester=stranger))

    (message,) = house.read_channel()
    assert message.text.startswith(r"\*Ada\* your video")
    assert message.mentions == []
