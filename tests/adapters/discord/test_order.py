"""Orders whose pictures are not for everybody's eyes."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.job.job import ReplyAddress
from tests.adapters.discord.house import PICTURE, DiscordHouse, open_busy_house, open_house
from tests.adapters.discord.test_mentions import call
from tests.adapters.discord.test_orders import MENU, click_button, order
from tests.servers.discord.records import Channel

HIDDEN = replace(PICTURE, filename="SPOILER_day.png")


async def flags_of_first(house: DiscordHouse) -> tuple[bool, bool]:
    """Wait for the first order and return whether it is a spoiler and for adults alone."""
    await house.discord.until(lambda: house.jobs.commands)
    return house.jobs.commands[0].is_spoiler, house.jobs.commands[0].is_age_restricted


def add_adult_channel(house: DiscordHouse) -> Channel:
    """Add a channel that only adults may look into, before the bot comes."""
    return house.discord.add_channel(house.guild, "late", is_nsfw=True)


async def test_an_ordinary_picture_is_for_everybody(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        await order(house, prompt="waves")

        assert await flags_of_first(house) == (False, False)


async def test_a_command_with_a_hidden_picture_is_a_spoiler(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        await house.discord.slash(
            "animate", {"prompt": "waves"}, user=house.anna, channel=house.channel, attachments={"first": HIDDEN}
        )

        assert await flags_of_first(house) == (True, False)


@pytest.mark.parametrize("last", [PICTURE, HIDDEN])
async def test_a_menu_on_a_hidden_picture_is_a_spoiler(tmp_path: Path, last: object) -> None:
    first = PICTURE if last is HIDDEN else HIDDEN
    async with open_busy_house(tmp_path) as house:
        message = await house.discord.say(house.channel, house.anna, "look", [first])
        asked = await house.discord.message_command(MENU, message, user=house.anna)
        await house.discord.until(lambda: asked.modal)
        await house.discord.submit_modal(asked, {"prompt": "waves", "last": [last]})  # type: ignore[dict-item] # an upload

        assert await flags_of_first(house) == (True, False)


async def test_a_mention_with_a_hidden_picture_is_a_spoiler(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        await house.discord.say(house.channel, house.anna, call(house, "waves"), [HIDDEN])

        assert await flags_of_first(house) == (True, False)


async def test_what_is_ordered_among_adults_is_for_adults(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        late = add_adult_channel(house)
        async with house.run_bot():
            await house.discord.say(late, house.anna, call(house, "waves"), [PICTURE])

            assert await flags_of_first(house) == (False, True)
    assert house.jobs.commands[0].address.place == str(late.id)


async def test_a_picture_passed_on_from_adults_is_not_animated_in_public(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        late = add_adult_channel(house)
        async with house.run_bot():
            original = await house.discord.say(late, house.anna, "look", [PICTURE])
            passed_on = await house.discord.forward(original, user=house.anna, channel=house.channel)
            asked = await house.discord.message_command(MENU, passed_on, user=house.anna)
            await house.discord.until(lambda: asked.modal)
            sent = await house.discord.submit_modal(asked, {"prompt": "waves"})
            await house.discord.until(lambda: sent.response and not sent.response.is_loading)

    conversation = house.discord.add_direct_channel(house.anna)
    assert house.jobs.commands[0].address == ReplyAddress(platform="discord", place=str(conversation.id))
    assert house.jobs.commands[0].is_age_restricted
    assert sent.response is not None
    assert "comes from an age-restricted channel" in sent.response.text


async def test_a_mention_in_answer_to_what_adults_passed_on_is_refused(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        late = add_adult_channel(house)
        async with house.run_bot():
            original = await house.discord.say(late, house.anna, "look", [PICTURE])
            passed_on = await house.discord.forward(original, user=house.anna, channel=house.channel)
            await house.discord.say(house.channel, house.anna, call(house, "waves"), reply_to=passed_on)
            await house.discord.until(lambda: len(house.read_channel()) > 2)

    assert "age-restricted" in house.read_channel()[-1].text
    assert house.jobs.commands == []


async def test_an_edit_of_what_is_for_adults_leaves_a_channel_that_no_longer_is(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        clicked = await click_button(house, "edit")
        job = await house.jobs.read_job("a".ljust(24, "0"))
        assert job is not None
        house.jobs.keep(replace(job, is_age_restricted=True))
        await house.discord.submit_modal(clicked, {"prompt": "faster"})
        await house.discord.until(lambda: house.jobs.commands)

    assert house.jobs.commands[0].address.tenant == ""
