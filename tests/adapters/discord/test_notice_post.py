"""Announcements as messages of the bot, posted once."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.errors import PlaceUnreachable
from bot.job.card import Notice, Tone
from tests.adapters.discord.house import DiscordHouse, open_busy_house
from tests.servers.discord.channels import NONCE_SECONDS
from tests.servers.discord.faults import answer_page_after
from tests.servers.discord.routes import Route


def build_notice(house: DiscordHouse, marker: str = "notice:r1:a", **changes: object) -> Notice:
    """Announce a video of Anna's."""
    notice = Notice(
        marker=marker,
        text="Anna made a video: **a ship**",
        job_id="a".ljust(24, "0"),
        tone=Tone.GOOD,
        video=house.keep_video(),
    )
    return replace(notice, **changes)  # type: ignore[arg-type] # each test names real fields


async def test_an_announcement_carries_the_video_and_notifies_nobody(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        await house.platform.post_notice(house.address, build_notice(house))

    (message,) = house.read_channel()
    assert message.text.startswith(r"Anna made a video: \*\*a ship\*\*")
    assert [file.content for file in message.attachments] == [b"video"]
    assert message.mentions == []


async def test_a_lost_answer_makes_no_second_announcement(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        house.discord.fail_next(Route.CREATE_MESSAGE, answer_page_after(502))
        await house.platform.post_notice(house.address, build_notice(house))

    assert len(house.read_channel()) == 1


@pytest.mark.parametrize("has_video", [True, False])
async def test_is_recognised_long_after_discord_forgot_it(tmp_path: Path, *, has_video: bool) -> None:
    async with open_busy_house(tmp_path) as house:
        notice = build_notice(house, ended_at=house.discord.clock.now())
        notice = notice if has_video else replace(notice, video=None)
        first = await house.platform.post_notice(house.address, notice)
        for number in range(120):
            await house.discord.say(house.channel, house.anna, f"chat {number}")
        house.discord.clock.advance(NONCE_SECONDS * 2)
        house.restart()
        async with house.run_bot():
            second = await house.platform.post_notice(house.address, notice)

    assert first == second
    assert sum(message.author is house.discord.bot for message in house.read_channel()) == 1


async def test_equal_words_about_another_job_are_another_announcement(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        for marker in ("notice:r1:a", "notice:r1:b"):
            await house.platform.post_notice(house.address, build_notice(house, marker))

    assert len(house.read_channel()) == 2


async def test_nobody_else_can_pass_for_an_announcement(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        await house.platform.post_notice(house.address, build_notice(house))
        (posted,) = house.read_channel()
        await house.discord.delete(posted.id)
        await house.discord.say(house.channel, house.anna, posted.content)
        house.discord.clock.advance(NONCE_SECONDS * 2)
        await house.platform.post_notice(house.address, build_notice(house))

    assert [message.author is house.discord.bot for message in house.read_channel()] == [False, True]


async def test_an_announcement_of_something_hidden_is_hidden(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        await house.platform.post_notice(house.address, build_notice(house, is_spoiler=True))

    assert [file.is_spoiler for file in house.read_channel()[0].attachments] == [True]


async def test_what_is_for_adults_is_announced_to_adults_alone(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        with pytest.raises(PlaceUnreachable):
            await house.platform.post_notice(house.address, build_notice(house, is_age_restricted=True))

    assert house.read_channel() == []


async def test_adults_are_told_what_is_for_adults(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        house.channel.is_nsfw = True
        house.restart()
        async with house.run_bot():
            await house.platform.post_notice(house.address, build_notice(house, is_age_restricted=True))

    assert len(house.read_channel()) == 1
