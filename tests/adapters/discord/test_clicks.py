"""Buttons, before and after a restart."""

from pathlib import Path

import pytest

from bot.errors import RequestRefused
from bot.job.card import Action
from bot.job.job import JobState
from bot.request.generation_request import GenerationRequest, RequestOptions
from tests.adapters.discord.house import DiscordHouse, open_busy_house, open_house
from tests.adapters.discord.test_card_post import build_card
from tests.adapters.discord.test_orders import STORED
from tests.adapters.discord.test_video_post import MIB
from tests.servers.discord.errors import ENTITY_TOO_LARGE
from tests.servers.discord.faults import Fault, answer_error
from tests.servers.discord.permissions import Permission
from tests.servers.discord.records import Interaction, Message, User
from tests.servers.discord.routes import Route


async def press(house: DiscordHouse, verb: str, *, user: User) -> Interaction:
    """Post Anna's card or result and press a button on it."""
    job = house.keep_job()
    if verb == "cancel":
        message_id = int(await house.platform.show_card(house.address, build_card(house), message_id=None))
    else:
        message_id = await house.post_result(job)
    return await house.discord.click(message_id, f"job:{job.id}:{verb}", user=user)


@pytest.mark.parametrize("verb", ["cancel", "reroll", "delete"])
async def test_a_button_does_what_it_says(tmp_path: Path, verb: str) -> None:
    async with open_busy_house(tmp_path) as house:
        clicked = await press(house, verb, user=house.anna)
        await house.discord.until(lambda: house.jobs.actions)

    assert house.jobs.actions == [(Action(verb), "a".ljust(24, "0"), house.requester)]
    assert clicked.followups == []


@pytest.mark.parametrize("verb", ["check_again", "try_again"])
async def test_doubt_can_be_settled(tmp_path: Path, verb: str) -> None:
    async with open_busy_house(tmp_path) as house:
        card = build_card(house, JobState.UNCLEAR)
        message_id = int(await house.platform.show_card(house.address, card, message_id=None))
        await house.discord.click(message_id, f"job:{card.job_id}:{verb}", user=house.anna)
        await house.discord.until(lambda: house.jobs.actions)

    assert house.jobs.actions[0][0] is Action(verb)


@pytest.mark.parametrize("verb", ["reroll", "delete"])
async def test_a_results_button_works_after_a_restart(tmp_path: Path, verb: str) -> None:
    async with open_busy_house(tmp_path) as house:
        job = house.keep_job()
        message_id = await house.post_result(job)
        house.restart()
        async with house.run_bot():
            await house.discord.click(message_id, f"job:{job.id}:{verb}", user=house.anna)
            await house.discord.until(lambda: house.jobs.actions)

    assert house.jobs.actions[0][0] is Action(verb)


@pytest.mark.parametrize("verb", ["edit", "continue"])
async def test_a_form_works_after_a_restart_before_and_within_it(tmp_path: Path, verb: str) -> None:
    async with open_house(tmp_path) as house:
        async with house.run_bot():
            request = GenerationRequest(options=RequestOptions(prompt="a ship"), first_frame=STORED)
            job = house.keep_job(request=request)
            message_id = await house.post_result(job)
        house.restart()
        async with house.run_bot():
            clicked = await house.discord.click(message_id, f"job:{job.id}:{verb}", user=house.anna)
            await house.discord.until(lambda: clicked.modal)
        house.restart()
        async with house.run_bot():
            await house.discord.submit_modal(clicked, {"prompt": "waves"})
            await house.discord.until(lambda: house.jobs.commands)

    assert (house.jobs.commands[0].parent_id, house.jobs.commands[0].options["prompt"]) == (job.id, "waves")


async def test_a_cards_button_works_after_a_restart(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        async with house.run_bot():
            job = house.keep_job()
            message_id = int(await house.platform.show_card(house.address, build_card(house), message_id=None))
        house.restart()
        async with house.run_bot():
            await house.discord.click(message_id, f"job:{job.id}:cancel", user=house.anna)
            await house.discord.until(lambda: house.jobs.actions)

    assert house.jobs.actions[0][0] is Action.CANCEL


async def test_others_are_refused_privately(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        bert = house.discord.add_member(house.guild, "Bert")
        clicked = await press(house, "cancel", user=bert)
        await house.discord.until(lambda: clicked.followups)

    assert clicked.followups[0].is_ephemeral
    assert clicked.followups[0].text == "Only Anna can cancel this one."


async def test_moderators_may_cancel(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        bert = house.discord.add_member(house.guild, "Bert", permissions=Permission.MANAGE_MESSAGES)
        await press(house, "cancel", user=bert)
        await house.discord.until(lambda: house.jobs.actions)

    assert house.jobs.actions[0][2].name == "Bert"


async def test_a_refused_button_says_why(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        house.jobs.fault = RequestRefused("Too late.")
        clicked = await press(house, "reroll", user=house.anna)
        await house.discord.until(lambda: clicked.followups)

    assert clicked.followups[0].text == "Too late."


async def test_a_kept_video_is_handed_out_privately(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        house.keep_job(state=JobState.DONE, video=house.keep_video())
        handed = await fetch_again(house)

    assert handed.is_ephemeral
    assert handed.attachments[0].content == b"video"


async def fetch_again(house: DiscordHouse, *faults: Fault) -> Message:
    """Let Anna press the button of a kept video in her list, and return the answer once it says something.

    The first answers go wrong as the `faults` say.
    """
    listed = await house.discord.slash("jobs", user=house.anna, channel=house.channel)
    await house.discord.until(lambda: listed.response and listed.response.buttons)
    assert listed.response is not None
    button = listed.response.buttons[0]
    house.discord.fail_next(Route.EDIT_RESPONSE, *faults)
    clicked = await house.discord.click(listed.response.id, button["custom_id"], user=house.anna)
    await house.discord.until(lambda: any(message.text for message in clicked.answers))
    (handed,) = [message for message in clicked.answers if message.text]
    return handed


async def test_a_kept_video_is_handed_out_smaller_where_discord_promised_too_much(tmp_path: Path) -> None:
    async with open_house(tmp_path, has_links=True) as house, house.run_bot():
        house.keep_job(state=JobState.DONE, video=house.keep_video(b"v" * (11 * MIB)))
        handed = await fetch_again(house, answer_error(ENTITY_TOO_LARGE))

    assert [len(file.content) for file in handed.attachments] == [1]
    assert "this is a smaller copy" in handed.text
    assert [button["label"] for button in handed.buttons] == ["Full quality"]


async def test_a_kept_video_that_fits_nowhere_is_linked(tmp_path: Path) -> None:
    async with open_house(tmp_path, has_links=True) as house, house.run_bot():
        house.shrinker.is_able = False
        house.keep_job(state=JobState.DONE, video=house.keep_video(b"v" * (21 * MIB)))
        handed = await fetch_again(house)

    assert handed.attachments == []
    assert [button["label"] for button in handed.buttons] == ["Full quality"]
