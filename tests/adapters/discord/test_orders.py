"""Every way in becomes the one command of the core."""

from pathlib import Path

import pytest

from bot.errors import RequestRefused
from bot.job.command import StoredPicture, StoredVideoFrame
from bot.request.generation_request import GenerationRequest, Picture, RequestOptions
from tests.adapters.discord.house import PICTURE, DiscordHouse, open_busy_house
from tests.servers.discord.records import Interaction, Sticker, Upload

NIGHT = Upload(filename="night.png", content=b"\x89PNG night", content_type="image/png", width=640, height=360)
STORED = Picture(key="k1.jpg", media_type="image/jpeg", width=640, height=360, size_bytes=9)
MENU = "Animate this image"


async def order(house: DiscordHouse, **options: object) -> Interaction:
    """Let Anna use the command with a first frame."""
    return await house.discord.slash(
        "animate", options, user=house.anna, channel=house.channel, attachments={"first": PICTURE}
    )


def read_private_answer(interaction: Interaction) -> str:
    """Return what the bot said to the person alone."""
    (answer,) = [message for message in interaction.answers if not message.is_loading]
    assert answer.is_ephemeral
    return answer.text


async def test_a_command_becomes_an_order_with_its_pictures(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        interaction = await order(house, prompt="waves", duration=7, sound=True)
        await house.discord.until(lambda: house.jobs.commands)

    command = house.jobs.commands[0]
    assert command.options == {"prompt": "waves", "duration": 7, "sound": True}
    assert (command.event_id, command.address) == (str(interaction.id), house.address)
    assert command.requester == house.requester
    assert house.jobs.received == {"day.png": PICTURE.content}


async def test_nothing_private_remains_when_the_card_says_it_all(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        await order(house, prompt="waves")
        await house.discord.until(lambda: house.jobs.commands and not house.discord.messages(house.channel.id))

    assert house.discord.invalid_requests == 0


async def test_a_refusal_is_told_privately(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        house.jobs.fault = RequestRefused("Say what should happen.")
        interaction = await order(house)
        await house.discord.until(lambda: interaction.response and not interaction.response.is_loading)

    assert read_private_answer(interaction) == "Say what should happen."


async def test_what_nobody_foresaw_is_told_with_a_reference(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async with open_busy_house(tmp_path) as house:
        house.jobs.fault = ArithmeticError("secret details")
        interaction = await order(house)
        await house.discord.until(lambda: interaction.response and not interaction.response.is_loading)

    assert "Something broke on our side" in read_private_answer(interaction)
    assert "secret" not in read_private_answer(interaction)
    assert "An interaction broke" in caplog.text


async def test_an_expired_picture_is_refused(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        command = await order(house, prompt="waves")
        await house.discord.until(lambda: house.jobs.commands)
        source = house.jobs.commands[0].first_frame
        house.discord.clock.advance(60 * 60 * 48)

        with pytest.raises(RequestRefused, match="attach it again"):
            _ = [chunk async for chunk in source.read_chunks()]  # type: ignore[union-attr] # an upload

    assert command.is_acknowledged


async def test_a_messages_menu_asks_and_animates_its_only_picture(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        message = await house.discord.say(house.channel, house.anna, "look", [PICTURE])
        asked = await house.discord.message_command(MENU, message, user=house.anna)
        await house.discord.until(lambda: asked.modal)
        await house.discord.submit_modal(asked, {"prompt": "waves", "last": [NIGHT], "duration": ["10"]})
        await house.discord.until(lambda: house.jobs.commands)

    command = house.jobs.commands[0]
    assert command.options == {"prompt": "waves", "duration": "10", "aspect": "auto", "quality": "720p"}
    assert house.jobs.received == {"day.png": PICTURE.content, "night.png": NIGHT.content}


async def test_a_messages_menu_lets_choose_among_several_pictures(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        message = await house.discord.say(house.channel, house.anna, "look", [PICTURE, NIGHT])
        asked = await house.discord.message_command(MENU, message, user=house.anna)
        await house.discord.until(lambda: asked.modal)
        await house.discord.submit_modal(asked, {"prompt": "waves", "first": ["1"], "last": ["0"]})
        await house.discord.until(lambda: house.jobs.commands)

    command = house.jobs.commands[0]
    assert command.first_frame is not None
    assert command.first_frame.name == "night.png"  # type: ignore[union-attr] # an upload
    assert command.last_frame.name == "day.png"  # type: ignore[union-attr] # an upload


async def test_a_messages_menu_animates_a_sticker(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        message = await house.discord.say(house.channel, house.anna, "look")
        message.stickers = [house.discord.cdn.keep_sticker("wave", PICTURE.content)]
        asked = await house.discord.message_command(MENU, message, user=house.anna)
        await house.discord.until(lambda: asked.modal)
        await house.discord.submit_modal(asked, {"prompt": "waves"})
        await house.discord.until(lambda: house.jobs.commands)

    assert house.jobs.received == {"wave": PICTURE.content}


async def test_a_messages_menu_knows_drawings_in_a_language_of_their_own(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        message = await house.discord.say(house.channel, house.anna, "look")
        message.stickers = [Sticker(id=message.id, name="wave", format_type=3)]
        asked = await house.discord.message_command(MENU, message, user=house.anna)
        await house.discord.until(lambda: asked.answers)

    assert "has no picture" in read_private_answer(asked)


async def test_a_messages_menu_says_that_there_is_no_picture(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        message = await house.discord.say(house.channel, house.anna, "only words")
        asked = await house.discord.message_command(MENU, message, user=house.anna)
        await house.discord.until(lambda: asked.answers)

    assert "has no picture" in read_private_answer(asked)


async def test_a_form_from_before_a_restart_says_so(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        message = await house.discord.say(house.channel, house.anna, "look", [PICTURE])
        asked = await house.discord.message_command(MENU, message, user=house.anna)
        await house.discord.until(lambda: asked.modal)
        assert asked.modal is not None
        asked.modal["custom_id"] = "form:draft:1"
        sent = await house.discord.submit_modal(asked, {"prompt": "waves"})
        await house.discord.until(lambda: sent.response and not sent.response.is_loading)

    assert "nothing was charged" in read_private_answer(sent)


async def click_button(house: DiscordHouse, verb: str) -> Interaction:
    """Post Anna's result and let her press a button under it."""
    options = RequestOptions(prompt="a ship", duration=8, negative="rain")
    job = house.keep_job(request=GenerationRequest(options=options, first_frame=STORED))
    message_id = await house.post_result(job)
    clicked = await house.discord.click(message_id, f"job:{job.id}:{verb}", user=house.anna)
    await house.discord.until(lambda: clicked.modal)
    return clicked


async def test_edit_prompt_keeps_what_was_not_changed(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        clicked = await click_button(house, "edit")
        await house.discord.submit_modal(clicked, {"prompt": "a faster ship"})
        await house.discord.until(lambda: house.jobs.commands)

    command = house.jobs.commands[0]
    assert command.options["prompt"] == "a faster ship"
    assert command.options["negative"] == "rain"
    assert command.options["duration"] == "8"
    assert command.first_frame == StoredPicture(key="k1.jpg")
    assert command.parent_id == "a".ljust(24, "0")


async def test_continue_starts_from_the_last_frame(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        clicked = await click_button(house, "continue")
        await house.discord.submit_modal(clicked, {"prompt": "it lands"})
        await house.discord.until(lambda: house.jobs.commands)

    command = house.jobs.commands[0]
    assert command.options["prompt"] == "it lands"
    assert command.first_frame == StoredVideoFrame(job_id="a".ljust(24, "0"))
    assert command.last_frame is None


async def test_a_form_for_an_unknown_job_says_so(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        job = house.keep_job()
        message_id = await house.post_result(job)
        house.jobs.forget(job.id)
        clicked = await house.discord.click(message_id, f"job:{job.id}:edit", user=house.anna)
        await house.discord.until(lambda: clicked.answers)

    assert "no longer know this video" in read_private_answer(clicked)
