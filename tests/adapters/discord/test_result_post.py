"""Results as messages of the bot, posted once and never lost."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.discord.errors import calling_discord
from bot.errors import PlaceUnreachable, ServiceBusy
from bot.job.card import ResultPost
from bot.job.drawing import draw_result
from bot.job.job import JobState, ReplyAddress
from tests.adapters.discord.house import DiscordHouse, open_busy_house, open_house
from tests.adapters.discord.test_card_post import build_card
from tests.fakes.video_service import FREE
from tests.servers.discord.channels import NONCE_SECONDS
from tests.servers.discord.errors import (
    AUTOMOD_BLOCKED,
    CANNOT_DIRECT,
    CANNOT_REPLY,
    MISSING_ACCESS,
    MISSING_PERMISSIONS,
    NO_MUTUAL_GUILD,
    NOT_TEXT_CHANNEL,
    THREAD_LOCKED,
    UNKNOWN_CHANNEL,
    ErrorRow,
)
from tests.servers.discord.faults import answer_error, answer_page_after
from tests.servers.discord.permissions import Permission
from tests.servers.discord.records import Channel, ChannelType
from tests.servers.discord.routes import Route


def build_result(house: DiscordHouse, *, card_message_id: str | None = None) -> ResultPost:
    """Draw the result of a job of Anna's."""
    return draw_result(house.keep_job(card_message_id=card_message_id), house.keep_video(), FREE)


def find_direct_channel(house: DiscordHouse) -> Channel:
    """Return Anna's conversation with the bot."""
    return house.discord.add_direct_channel(house.anna)


async def test_a_result_mentions_who_asked_and_carries_the_video(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        await house.platform.post_result(house.address, build_result(house))

    (message,) = house.read_channel()
    assert message.text.startswith(f"<@{house.anna.id}> your video is ready.")
    assert message.mentions == [house.anna]
    assert [(file.filename[-4:], file.content, file.description) for file in message.attachments] == [
        (".mp4", b"video", "Video: a ship")
    ]
    assert [button["label"] for button in message.buttons] == ["Re-roll", "Edit prompt", "Continue", "Delete"]


async def test_a_result_answers_its_card(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        card = await house.discord.say(house.channel, house.discord.bot, "the card")
        await house.platform.post_result(house.address, build_result(house, card_message_id=str(card.id)))

    assert house.read_channel()[-1].reference is card


async def test_a_result_that_stands_before_its_card_is_found(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        await house.platform.post_result(house.address, build_result(house))
        house.discord.clock.ahead += timedelta(seconds=NONCE_SECONDS + 1)
        house.restart()
        async with house.run_bot():
            # The first card was lost, so the next one stands behind the result.
            card = await house.platform.show_card(house.address, build_card(house), message_id=None)
            await house.platform.post_result(house.address, build_result(house, card_message_id=card))

    assert sum(bool(message.attachments) for message in house.read_channel()) == 1


async def test_a_result_whose_card_is_gone_is_posted_all_the_same(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        card = await house.discord.say(house.channel, house.discord.bot, "the card")
        await house.discord.delete(card.id)
        await house.platform.post_result(house.address, build_result(house, card_message_id=str(card.id)))

    assert len(house.read_channel()) == 1


async def test_a_result_is_posted_without_the_right_to_answer(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        card = await house.discord.say(house.channel, house.anna, "the card")
        house.discord.fail_next(Route.CREATE_MESSAGE, answer_error(CANNOT_REPLY))
        await house.platform.post_result(house.address, build_result(house, card_message_id=str(card.id)))

    assert house.read_channel()[-1].reference is None
    assert len(house.read_channel()) == 2


async def test_a_lost_answer_posts_no_second_video(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        house.discord.fail_next(Route.CREATE_MESSAGE, answer_page_after(502))
        await house.platform.post_result(house.address, build_result(house))

    assert len(house.read_channel()) == 1


async def test_a_result_is_recognised_long_after_discord_forgot_it(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        card = await house.discord.say(house.channel, house.discord.bot, "the card")
        first = await house.platform.post_result(house.address, build_result(house, card_message_id=str(card.id)))
        for number in range(120):
            await house.discord.say(house.channel, house.anna, f"chat {number}")
        house.discord.clock.advance(NONCE_SECONDS * 2)
        house.restart()
        async with house.run_bot():
            second = await house.platform.post_result(house.address, build_result(house, card_message_id=str(card.id)))

    assert first == second
    assert sum(message.author is house.discord.bot for message in house.read_channel()) == 2


async def test_a_card_with_buttons_is_not_taken_for_the_result(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        card = build_card(house, JobState.FAILED)
        card_id = await house.platform.show_card(house.address, card, message_id=None)
        result_id = await house.platform.post_result(house.address, build_result(house))

    assert card_id != result_id
    assert len(house.read_channel()) == 2


async def test_a_result_comes_by_direct_message_when_its_channel_is_gone(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        house.discord.remove_channel(house.channel)
        message_id = await house.platform.post_result(house.address, build_result(house))

    (message,) = house.discord.messages(find_direct_channel(house).id)
    assert message_id == f"{find_direct_channel(house).id}/{message.id}"
    assert f"I could not post in <#{house.channel.id}>" in message.text


@pytest.mark.parametrize(
    "refusal",
    [
        UNKNOWN_CHANNEL,
        MISSING_ACCESS,
        MISSING_PERMISSIONS,
        NOT_TEXT_CHANNEL,
        THREAD_LOCKED,
        AUTOMOD_BLOCKED,
    ],
    ids=lambda row: str(row.code),
)
async def test_whatever_discord_calls_closed_leads_to_direct_messages(tmp_path: Path, refusal: ErrorRow) -> None:
    async with open_busy_house(tmp_path) as house:
        house.discord.fail_next(Route.CREATE_MESSAGE, answer_error(refusal))
        await house.platform.post_result(house.address, build_result(house))

    assert house.read_channel() == []
    assert len(house.discord.messages(find_direct_channel(house).id)) == 1


@pytest.mark.parametrize("refusal", [CANNOT_DIRECT, NO_MUTUAL_GUILD], ids=lambda row: str(row.code))
async def test_a_conversation_that_was_closed_is_not_written_to_again(tmp_path: Path, refusal: ErrorRow) -> None:
    async with open_busy_house(tmp_path) as house:
        house.discord.fail_always(Route.CREATE_MESSAGE, answer_error(refusal))
        address = ReplyAddress(platform="discord", place=str(find_direct_channel(house).id))
        with pytest.raises(PlaceUnreachable):
            await house.platform.post_result(address, build_result(house))

    # Once as the place of the job, and once as the way to its requester.
    assert len(house.discord.calls_to(Route.CREATE_MESSAGE)) <= 2


async def test_a_result_whose_post_in_a_forum_is_gone_comes_by_direct_message(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        forum = house.discord.add_channel(house.guild, "ideas", type_=ChannelType.FORUM)
        post = house.discord.add_thread(forum)
        house.discord.remove_channel(post)
        address = house.address.model_copy(update={"place": str(forum.id), "thread": str(post.id)})
        await house.platform.post_result(address, build_result(house))

    assert len(house.discord.messages(find_direct_channel(house).id)) == 1


async def test_a_result_by_direct_message_can_be_deleted(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        house.discord.remove_channel(house.channel)
        message_id = await house.platform.post_result(house.address, build_result(house))
        await house.platform.delete_post(house.address, message_id)

    assert house.discord.messages(find_direct_channel(house).id) == []


async def test_a_result_that_reaches_nobody_is_unreachable(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        house.discord.remove_channel(house.channel)
        house.anna.takes_direct_messages = False

        with pytest.raises(PlaceUnreachable):
            await house.platform.post_result(house.address, build_result(house))


async def test_a_result_wakes_an_archived_thread(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        thread = house.discord.add_thread(house.channel, is_archived=True)
        await house.platform.post_result(thread_address(house, thread), build_result(house))

    assert len(house.discord.messages(thread.id)) == 1


async def test_a_result_in_an_archived_thread_can_be_deleted(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        thread = house.discord.add_thread(house.channel)
        address = thread_address(house, thread)
        message_id = await house.platform.post_result(address, build_result(house))
        thread.is_archived = True
        await house.platform.delete_post(address, message_id)

    assert house.discord.messages(thread.id) == []


async def test_a_result_leaves_a_locked_thread_for_its_channel(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        thread = house.discord.add_thread(house.channel, is_locked=True)
        message_id = await house.platform.post_result(thread_address(house, thread), build_result(house))

    (message,) = house.read_channel()
    assert message_id == f"{house.channel.id}/{message.id}"


def thread_address(house: DiscordHouse, thread: Channel) -> ReplyAddress:
    """Return the address of a thread in the channel."""
    return house.address.model_copy(update={"thread": str(thread.id)})


async def test_a_channel_without_the_right_to_attach_sends_the_video_elsewhere(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        house.channel.deny(house.discord.bot, Permission.ATTACH_FILES)
        await house.platform.post_result(house.address, build_result(house))

    assert len(house.discord.messages(find_direct_channel(house).id)) == 1


async def test_a_result_that_meets_a_closing_bot_is_to_be_posted_later(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        client = await house.connection.lend_client()
        channel = await house.connection.open_channel(house.channel.id)
        await client.close()

        with pytest.raises(ServiceBusy):
            async with calling_discord():
                await channel.send("too late")


async def test_a_result_of_something_hidden_is_hidden(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        await house.platform.post_result(house.address, replace(build_result(house), is_spoiler=True))

    assert [file.is_spoiler for file in house.read_channel()[0].attachments] == [True]


async def test_a_result_for_adults_is_posted_among_adults(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        house.channel.is_nsfw = True
        thread = house.discord.add_thread(house.channel, is_archived=True)
        result = replace(build_result(house), is_age_restricted=True)
        async with house.run_bot():
            await house.platform.post_result(thread_address(house, thread), result)

    assert len(house.discord.messages(thread.id)) == 1


async def test_a_result_for_adults_leaves_a_channel_that_no_longer_is(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        result = replace(build_result(house), is_age_restricted=True)
        await house.platform.post_result(house.address, result)

    (message,) = house.discord.messages(find_direct_channel(house).id)
    assert house.read_channel() == []
    assert f"Your video is age-restricted and <#{house.channel.id}> is not" in message.text
