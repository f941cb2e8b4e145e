"""Messages that speak to the bot."""

from pathlib import Path

import pytest

from bot.errors import RequestRefused
from bot.job.command import StoredVideoFrame
from bot.job.job import ReplyAddress
from tests.adapters.discord.house import PICTURE, DiscordHouse, open_busy_house
from tests.adapters.discord.test_card_post import build_card
from tests.servers.discord.permissions import Permission


def call(house: DiscordHouse, words: str) -> str:
    """Return words that name the bot."""
    return f"<@{house.discord.bot.id}> {words}"


async def test_a_mention_with_a_picture_is_an_order(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        message = await house.discord.say(house.channel, house.anna, call(house, "waves"), [PICTURE])
        await house.discord.until(lambda: house.jobs.commands)

    command = house.jobs.commands[0]
    assert command.options == {"prompt": "waves"}
    assert (command.event_id, command.address) == (str(message.id), house.address)
    assert house.jobs.received == {"day.png": PICTURE.content}


async def test_a_direct_message_needs_no_mention(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        conversation = house.discord.add_direct_channel(house.anna)
        await house.discord.say(conversation, house.anna, "waves", [PICTURE])
        await house.discord.until(lambda: house.jobs.commands)

    assert house.jobs.commands[0].address == ReplyAddress(platform="discord", place=str(conversation.id))


async def test_a_mention_in_answer_to_a_video_continues_it(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        job = house.keep_job()
        result = house.discord.message(await house.post_result(job))
        await house.discord.say(house.channel, house.anna, call(house, "it lands"), reply_to=result)
        await house.discord.until(lambda: house.jobs.commands)

    command = house.jobs.commands[0]
    assert command.first_frame == StoredVideoFrame(job_id=job.id)
    assert command.parent_id == job.id


async def test_a_mention_in_answer_to_a_card_takes_its_picture(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        house.media.contents["k.png"] = b"\x89PNG day"
        card = build_card(house, pictures=(("k.png", "First frame"),))
        message_id = await house.platform.show_card(house.address, card, message_id=None)
        shown = house.discord.message(int(message_id))
        await house.discord.say(house.channel, house.anna, call(house, "faster"), reply_to=shown)
        await house.discord.until(lambda: house.jobs.commands)

    assert list(house.jobs.received.values()) == [b"\x89PNG day"]


async def test_an_answer_that_only_says_thanks_starts_nothing(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        result = house.discord.message(await house.post_result(house.keep_job()))
        await house.discord.say(house.channel, house.anna, "thanks!", reply_to=result)
        await house.discord.say(house.channel, house.anna, call(house, "waves"), [PICTURE])
        await house.discord.until(lambda: house.jobs.commands)

    assert [command.options for command in house.jobs.commands] == [{"prompt": "waves"}]


async def test_a_mention_without_a_picture_is_told_how(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        await house.discord.say(house.channel, house.anna, call(house, "hello"))
        await house.discord.until(lambda: len(house.read_channel()) > 1)

    answer = house.read_channel()[-1]
    assert "Attach a picture" in answer.text
    assert answer.mentions == []


async def test_a_refused_mention_is_answered(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        house.jobs.fault = RequestRefused("Say what should happen.")
        await house.discord.say(house.channel, house.anna, call(house, ""), [PICTURE])
        await house.discord.until(lambda: len(house.read_channel()) > 1)

    assert house.read_channel()[-1].text == "Say what should happen."


@pytest.mark.parametrize(
    ("lacks", "name"),
    [(Permission.ATTACH_FILES, "*Attach Files*"), (Permission.SEND_MESSAGES, "*Send Messages*")],
)
async def test_a_mention_where_the_bot_cannot_post_videos_is_told_what_is_missing(
    tmp_path: Path, lacks: Permission, name: str
) -> None:
    async with open_busy_house(tmp_path) as house:
        closed = house.discord.add_channel(house.guild, "closed", bot_lacks=lacks)
        # What may not stand in the channel comes by direct message.
        answered = house.discord.add_direct_channel(house.anna) if lacks is Permission.SEND_MESSAGES else closed
        before = len(house.discord.messages(answered.id))
        await house.discord.say(closed, house.anna, call(house, "waves"), [PICTURE])
        await house.discord.until(lambda: len(house.discord.messages(answered.id)) > before + (answered is closed))

    told = house.discord.messages(answered.id)[-1].text
    assert name in told
    assert f"<#{closed.id}>" in told
    assert house.jobs.commands == []


async def test_a_mention_that_nobody_can_be_told_about_breaks_nothing(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        house.anna.takes_direct_messages = False
        closed = house.discord.add_channel(house.guild, "closed", bot_lacks=Permission.SEND_MESSAGES)
        await house.discord.say(closed, house.anna, call(house, "waves"), [PICTURE])
        await house.discord.say(house.channel, house.anna, call(house, "hello"))
        await house.discord.until(lambda: len(house.read_channel()) > 1)

    assert house.jobs.commands == []
