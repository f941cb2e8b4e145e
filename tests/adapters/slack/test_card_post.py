from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.errors import PlaceUnreachable, ServiceBusy
from bot.job.job import JobState
from bot.post_record import PostStage
from tests.adapters.slack.office import Office, open_office
from tests.servers.slack.faults import answer_error, answer_too_many, drop_after
from tests.servers.slack.methods import Method
from tests.servers.slack.records import walk_parts


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    """Open a local Slack with the bot in it."""
    async with open_office() as office:
        yield office


async def test_a_card_is_a_plan_in_its_thread(office: Office) -> None:
    asked = office.slack.say(office.channel, office.ada, "hello")
    address = office.locate(office.channel, thread=asked.ts)
    await office.platform.show_card(address, office.draw(), message_id=None)
    (card,) = office.slack.replies(asked)

    assert card.blocks[0]["type"] == "plan"
    assert [task["status"] for task in card.blocks[0]["tasks"]] == ["in_progress", "pending", "pending"]


async def test_a_card_says_in_words_all_that_it_shows(office: Office) -> None:
    await office.platform.show_card(office.address, office.draw(), message_id=None)
    (card,) = office.read_channel()

    assert card.text == "Queued, next in line. A video for Ada. “a ship”."


async def test_a_new_card_notifies_nobody_and_its_edits_name_who_asked(office: Office) -> None:
    card_id = await office.platform.show_card(office.address, office.draw(), message_id=None)
    (card,) = office.read_channel()
    before = card.text + card.words
    await office.platform.show_card(office.address, office.draw(JobState.DELIVERING), message_id=card_id)

    assert office.ada.mention not in before
    assert office.ada.mention in card.words


async def test_every_edit_carries_words_and_blocks(office: Office) -> None:
    card_id = await office.platform.show_card(office.address, office.draw(), message_id=None)
    for state in (JobState.RENDERING, JobState.DELIVERING, JobState.FAILED):
        await office.platform.show_card(office.address, office.draw(state), message_id=card_id)
    calls = office.slack.calls_to(Method.CHAT_UPDATE)

    assert len(calls) == 3
    assert all(call.arguments["text"] and call.arguments["blocks"] for call in calls)


async def test_a_workspace_that_knows_no_plans_gets_sections_from_then_on(office: Office) -> None:
    office.workspace.refused_blocks.add("plan")
    platform = office.platform
    card_id = await platform.show_card(office.address, office.draw(), message_id=None)
    await platform.show_card(office.address, office.draw(JobState.DELIVERING), message_id=card_id)
    (card,) = office.read_channel()

    assert card.blocks[0]["type"] == "section"
    assert [call.error for call in office.slack.calls_to(Method.CHAT_POST)] == ["invalid_blocks", ""]
    assert [call.error for call in office.slack.calls_to(Method.CHAT_UPDATE)] == [""]


async def test_another_workspace_keeps_its_plans(office: Office) -> None:
    office.workspace.refused_blocks.add("plan")
    await office.platform.show_card(office.address, office.draw(), message_id=None)
    office.workspace.refused_blocks.clear()
    await office.platform.show_card(office.address, office.draw(), message_id=None)
    (card,) = office.read_channel()

    assert card.blocks[0]["type"] == "plan"


async def test_edits_do_not_wait_when_slack_asks_for_patience(office: Office) -> None:
    card_id = await office.platform.show_card(office.address, office.draw(), message_id=None)
    office.slack.fail_next(Method.CHAT_UPDATE, answer_too_many(7))
    with pytest.raises(ServiceBusy) as caught:
        await office.platform.show_card(office.address, office.draw(JobState.DELIVERING), message_id=card_id)

    assert caught.value.retry_after_seconds == 7
    assert len(office.slack.calls_to(Method.CHAT_UPDATE)) == 1


async def test_a_workspace_that_asks_for_patience_is_let_alone_by_all_cards(office: Office) -> None:
    platform = office.platform
    card_id = await platform.show_card(office.address, office.draw(), message_id=None)
    office.slack.fail_next(Method.CHAT_UPDATE, answer_too_many(600))
    for number in range(3):
        card = replace(office.draw(JobState.DELIVERING), job_id=f"{number:024}")
        with pytest.raises(ServiceBusy) as caught:
            await platform.show_card(office.address, card, message_id=card_id)

    assert len(office.slack.calls_to(Method.CHAT_UPDATE)) == 1
    assert caught.value.retry_after_seconds == pytest.approx(600, abs=100)


async def test_new_cards_wait_when_slack_asks_for_patience(office: Office) -> None:
    office.slack.fail_next(Method.CHAT_POST, answer_too_many(0))
    await office.platform.show_card(office.address, office.draw(), message_id=None)

    assert len(office.read_channel()) == 1


@pytest.mark.parametrize("error", ["edit_window_closed", "cant_update_message"])
async def test_where_nothing_can_be_edited_the_end_is_told_anew(office: Office, error: str) -> None:
    card_id = await office.platform.show_card(office.address, office.draw(), message_id=None)
    office.slack.fail_next(Method.CHAT_UPDATE, answer_error(error), answer_error(error))
    progress = await office.platform.show_card(office.address, office.draw(JobState.DELIVERING), message_id=card_id)
    end = await office.platform.show_card(office.address, office.draw(JobState.FAILED), message_id=card_id)

    assert progress == card_id != end
    assert [message.text.partition(".")[0] for message in office.read_channel()] == ["Queued, next in line", "No video"]


async def test_a_deleted_card_is_let_alone(office: Office) -> None:
    card_id = await office.platform.show_card(office.address, office.draw(), message_id=None)
    await office.platform.delete_post(office.address, card_id)

    assert await office.platform.show_card(office.address, office.draw(JobState.FAILED), message_id=card_id) == card_id
    assert office.read_channel() == []


@pytest.mark.parametrize("error", ["message_not_found", "cant_update_message", "channel_not_found"])
async def test_a_card_that_cannot_be_changed_is_not_asked_for_again(office: Office, error: str) -> None:
    platform = office.platform
    card_id = await platform.show_card(office.address, office.draw(), message_id=None)
    office.slack.fail_next(Method.CHAT_UPDATE, answer_error(error))
    for state in (JobState.SUBMITTING, JobState.RENDERING, JobState.DELIVERING):
        with suppress(PlaceUnreachable):
            await platform.show_card(office.address, office.draw(state), message_id=card_id)
    progress = len(office.slack.calls_to(Method.CHAT_UPDATE))
    await platform.show_card(office.address, office.draw(JobState.FAILED), message_id=card_id)

    assert progress == 1
    assert office.read_channel()[-1].text.startswith("No video")


async def test_a_post_whose_answer_was_lost_is_not_sent_again_by_the_library(office: Office) -> None:
    office.slack.fail_next(Method.CHAT_POST, drop_after())
    with pytest.raises(ServiceBusy):
        await office.platform.show_card(office.address, office.draw(), message_id=None)

    assert len(office.read_channel()) == 1


async def test_a_card_whose_answer_was_lost_is_found_in_direct_messages(office: Office) -> None:
    address = office.locate(office.slack.add_direct_channel(office.ada))
    office.slack.fail_next(Method.CHAT_POST, drop_after())
    with pytest.raises(ServiceBusy):
        await office.platform.show_card(address, office.draw(), message_id=None)
    await office.platform.show_card(address, office.draw(JobState.DELIVERING), message_id=None)
    (card,) = office.slack.direct_messages(office.ada)

    assert card.text.startswith("Finishing: posting the video.")


@pytest.mark.parametrize("state", list(JobState))
async def test_a_card_that_nobody_wrote_down_is_known_again_whatever_it_shows(office: Office, state: JobState) -> None:
    address = office.locate(office.slack.add_direct_channel(office.ada))
    first = await office.platform.show_card(address, office.draw(), message_id=None)
    await office.platform.show_card(address, office.draw(state), message_id=first)
    await _forget_messages(office)
    second = await office.platform.show_card(address, office.draw(JobState.DONE), message_id=None)

    assert first == second


async def test_a_card_is_found_among_much_that_was_said_later(office: Office) -> None:
    direct = office.slack.add_direct_channel(office.ada)
    first = await office.platform.show_card(office.locate(direct), office.draw(), message_id=None)
    await _forget_messages(office)
    for number in range(300):
        office.slack.say(direct, office.ada, f"chat {number}")
    second = await office.platform.show_card(office.locate(direct), office.draw(JobState.DONE), message_id=None)

    assert first == second


async def test_what_was_said_long_after_a_card_is_not_looked_through(office: Office) -> None:
    address = office.locate(office.slack.add_direct_channel(office.ada))
    office.slack.fail_next(Method.CHAT_POST, drop_after())
    with pytest.raises(ServiceBusy):
        await office.platform.show_card(address, office.draw(), message_id=None)
    sent_at = office.posts.saved[0].since
    await office.platform.show_card(address, office.draw(), message_id=None)
    (search,) = office.slack.calls_to(Method.CONVERSATIONS_HISTORY)

    assert sent_at.timestamp() < float(search.arguments["latest"]) < (sent_at + timedelta(minutes=10)).timestamp()


async def _forget_messages(office: Office) -> None:
    """Let the bot forget what became of its posts, as if it had ended before it was told."""
    for record in list(office.posts.records.values()):
        await office.posts.save(replace(record, stage=PostStage.SENDING, message_id=None))


async def test_a_channel_without_the_bot_cannot_be_posted_to(office: Office) -> None:
    office.slack.kick(office.channel)

    with pytest.raises(PlaceUnreachable):
        await office.platform.show_card(office.address, office.draw(), message_id=None)


async def test_words_of_people_mention_nobody(office: Office) -> None:
    prompt = "<!channel> <@U123> *bold*"
    card = office.draw()
    await office.platform.show_card(office.address, replace(card, prompt=prompt), message_id=None)
    (message,) = office.read_channel()

    assert "<!channel>" not in message.text
    assert {"type": "plain_text", "text": f"“{prompt}”", "emoji": False} in walk_parts(message.blocks)
