"""Buttons, before and after a restart."""

from datetime import UTC, datetime

import pytest

from adapters.slack.card_buttons import draw_buttons
from adapters.slack.custom_ids import parse_job_button
from bot.errors import RequestRefused
from bot.job.card import Action
from bot.job.drawing import Surroundings, draw_card
from bot.job.job import Job, JobState
from tests.adapters.slack.lobby import VIDEO, Lobby, open_busy_lobby, open_lobby
from tests.contracts.samples import build_job
from tests.fakes.video_service import FREE
from tests.servers.slack.deliveries import Delivery
from tests.servers.slack.records import ChannelKind, Person


async def press(lobby: Lobby, verb: str, job: Job, *, person: Person | None = None) -> Delivery:
    """Show a button of a job and let somebody press it."""
    action_id = f"job:{job.id}:{verb}"
    clicked = lobby.slack.click(await lobby.post_button(action_id), action_id, person=person or lobby.anna)
    await clicked.over()
    return clicked


@pytest.mark.parametrize("verb", ["cancel", "reroll", "delete", "check_again", "try_again"])
async def test_a_button_does_what_it_says(verb: str) -> None:
    async with open_busy_lobby() as lobby:
        clicked = await press(lobby, verb, lobby.keep_job())
        await lobby.slack.until(lambda: lobby.jobs.actions)

    assert lobby.jobs.actions == [(Action(verb), "a".ljust(24, "0"), lobby.requester)]
    assert clicked.replies == []


@pytest.mark.parametrize("state", JobState)
def test_every_button_of_a_card_is_understood(state: JobState) -> None:
    around = Surroundings(profile=FREE, now=datetime.now(UTC))
    drawn = draw_buttons(draw_card(build_job("a", state=state), around))
    ids = [element["action_id"] for block in drawn for element in block["elements"]]

    assert all(parse_job_button(one) is not None for one in ids)


async def test_a_button_works_after_a_restart() -> None:
    async with open_lobby() as lobby:
        job = lobby.keep_job()
        async with lobby.run_bot():
            message = await lobby.post_button(f"job:{job.id}:reroll")
        async with lobby.run_bot():
            lobby.slack.click(message, f"job:{job.id}:reroll", person=lobby.anna)
            await lobby.slack.until(lambda: lobby.jobs.actions)

    assert lobby.jobs.actions[0][0] is Action.REROLL


async def test_others_are_refused_privately() -> None:
    async with open_busy_lobby() as lobby:
        bert = lobby.slack.add_person(lobby.acme, "Bert")
        clicked = await press(lobby, "cancel", lobby.keep_job(), person=bert)
        await lobby.slack.until(lambda: clicked.replies)

    assert clicked.replies[0].viewer is bert
    assert clicked.replies[0].text == "Only Anna can cancel this one."
    assert lobby.jobs.actions == []


@pytest.mark.parametrize("verb", ["cancel", "delete"])
async def test_administrators_may_cancel_and_delete(verb: str) -> None:
    async with open_busy_lobby() as lobby:
        bert = lobby.slack.add_person(lobby.acme, "Bert", is_admin=True)
        await press(lobby, verb, lobby.keep_job(), person=bert)
        await lobby.slack.until(lambda: lobby.jobs.actions)

    assert lobby.jobs.actions[0][2].name == "Bert"


async def test_a_refused_button_says_why() -> None:
    async with open_busy_lobby() as lobby:
        lobby.jobs.fault = RequestRefused("Too late.")
        clicked = await press(lobby, "cancel", lobby.keep_job())
        await lobby.slack.until(lambda: clicked.replies)

    assert clicked.replies[0].text == "Too late."


async def test_jobs_of_other_workspaces_are_unknown() -> None:
    async with open_busy_lobby() as lobby:
        foreign = lobby.keep_job(address=lobby.address().model_copy(update={"tenant": "T0OTHER"}))
        clicked = await press(lobby, "cancel", foreign)
        await lobby.slack.until(lambda: clicked.replies)

    assert "no longer know this video" in clicked.replies[0].text
    assert lobby.jobs.actions == []


@pytest.mark.parametrize("verb", ["edit", "continue"])
async def test_forms_for_jobs_of_other_workspaces_stay_empty(verb: str) -> None:
    async with open_busy_lobby() as lobby:
        foreign = lobby.keep_job(address=lobby.address().model_copy(update={"tenant": "T0OTHER"}))
        clicked = await press(lobby, verb, foreign)
        await lobby.slack.until(lambda: clicked.views and len(clicked.views[0].forms) > 1)

    assert "no longer know this video" in clicked.views[0].words
    assert "a ship" not in str(clicked.views[0].payload)


async def test_post_to_channel_posts_the_video_outside_of_the_thread() -> None:
    async with open_busy_lobby() as lobby:
        job = lobby.keep_job(address=lobby.address(thread="1.1"), state=JobState.DONE, video=VIDEO)
        await press(lobby, "post", job)
        await lobby.slack.until(lambda: lobby.videos.shared)

    assert lobby.videos.shared == [(job.id, lobby.address(), f"post:{job.id}")]


async def test_only_its_requester_posts_a_video_to_the_channel() -> None:
    async with open_busy_lobby() as lobby:
        bert = lobby.slack.add_person(lobby.acme, "Bert", is_admin=True)
        clicked = await press(lobby, "post", lobby.keep_job(video=VIDEO), person=bert)
        await lobby.slack.until(lambda: clicked.replies)

    assert "Only Anna" in clicked.replies[0].text
    assert lobby.videos.shared == []


async def test_a_video_that_was_ordered_in_private_has_no_channel() -> None:
    async with open_busy_lobby() as lobby:
        conversation = lobby.slack.add_direct_channel(lobby.anna)
        clicked = await press(lobby, "post", lobby.keep_job(address=lobby.address(channel=conversation), video=VIDEO))
        await lobby.slack.until(lambda: clicked.replies)

    assert "no channel" in clicked.replies[0].text


async def test_a_kept_video_comes_by_direct_message() -> None:
    async with open_busy_lobby() as lobby:
        job = lobby.keep_job(state=JobState.DONE, video=VIDEO)
        listed = lobby.slack.slash("/jobs", person=lobby.anna, channel=lobby.channel)
        await lobby.slack.until(lambda: listed.replies)
        (answer,) = listed.replies
        clicked = lobby.slack.click(answer, answer.buttons[0]["action_id"], person=lobby.anna)
        await lobby.slack.until(lambda: clicked.replies)
        conversation = lobby.slack.add_direct_channel(lobby.anna)

    ((job_id, place, _),) = lobby.videos.shared
    assert (job_id, place) == (job.id, lobby.address(channel=conversation))
    assert answer.viewer is lobby.anna


async def test_a_video_that_is_gone_is_not_promised() -> None:
    async with open_busy_lobby() as lobby:
        clicked = await press(lobby, "fetch", lobby.keep_job())
        await lobby.slack.until(lambda: clicked.replies)

    assert "no longer stored" in clicked.replies[0].text


async def test_two_presses_are_two_events_and_one_press_told_twice_is_one() -> None:
    async with open_busy_lobby() as lobby:
        job, seen = lobby.keep_job(), lobby.jobs.event_ids
        first = await press(lobby, "reroll", job)
        await press(lobby, "reroll", job)
        await lobby.slack.courier.repeat(first)
        await lobby.slack.until(lambda: len(seen) > 2)

    assert seen[0] != seen[1]
    assert seen[2] == seen[0]


async def test_a_button_in_a_private_channel_answers_there() -> None:
    async with open_busy_lobby() as lobby:
        lobby.jobs.fault = RequestRefused("Too late.")
        secret = lobby.slack.add_channel(lobby.acme, "secret", kind=ChannelKind.PRIVATE, members=(lobby.anna,))
        action_id = f"job:{lobby.keep_job().id}:cancel"
        message = await lobby.post_button(action_id, channel=secret)
        clicked = lobby.slack.click(message, action_id, person=lobby.anna)
        await lobby.slack.until(lambda: clicked.replies)

    assert clicked.replies[0].channel is secret
