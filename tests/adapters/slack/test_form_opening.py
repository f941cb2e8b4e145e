"""Forms on people's screens: what they show at once, what comes later, and how they change."""

import pytest

from bot.job.job import Job
from bot.request.generation_request import GenerationRequest, Picture, RequestOptions
from tests.adapters.slack.lobby import NIGHT, PICTURE, FakeBudgets, Lobby, open_busy_lobby, open_lobby
from tests.fakes.video_service import PAID
from tests.servers.slack.faults import answer_error
from tests.servers.slack.methods import Method
from tests.servers.slack.records import ChannelKind, Upload, View

STORED = Picture(key="k1.jpg", media_type="image/jpeg", width=640, height=360, size_bytes=9)


async def open_form(lobby: Lobby) -> View:
    """Let Anna type the command."""
    typed = lobby.slack.slash("/animate", person=lobby.anna, channel=lobby.channel)
    await lobby.slack.until(lambda: typed.views)
    return typed.views[0]


async def open_on_message(lobby: Lobby, *files: Upload) -> View:
    """Let Anna use the shortcut on a message of hers."""
    message = lobby.slack.say(lobby.channel, lobby.anna, "look", files=files)
    used = lobby.slack.use_message_shortcut("animate_message", message, person=lobby.anna)
    await lobby.slack.until(lambda: used.views)
    return used.views[0]


async def open_edit(lobby: Lobby, job: Job) -> View:
    """Let Anna press the button for a new prompt."""
    action_id = f"job:{job.id}:edit"
    clicked = lobby.slack.click(await lobby.post_button(action_id), action_id, person=lobby.anna)
    await lobby.slack.until(lambda: clicked.views and len(clicked.views[0].forms) > 1)
    return clicked.views[0]


def list_names(view: View) -> list[str]:
    """Return the names of a form's fields."""
    return [block["block_id"] for block in view.blocks if block["type"] == "input"]


async def test_the_price_is_there_at_once_and_follows_what_is_chosen() -> None:
    async with open_busy_lobby() as lobby:
        lobby.service.profile = PAID
        view = await open_form(lobby)
        before = view.words
        lobby.slack.act_in_view(view, "field:duration", "10")
        await lobby.slack.until(lambda: len(view.forms) > 1)

    assert "About 25 credits" in before
    assert "About 50 credits" in view.words


async def test_what_is_left_to_spend_is_shown_and_stays() -> None:
    async with open_lobby() as lobby:
        lobby.extras["budget"] = FakeBudgets()
        async with lobby.run_bot():
            view = await lobby.wait_for_form([await open_form(lobby)], word="100 credits")
            lobby.slack.act_in_view(view, "form:more")
            await lobby.slack.until(lambda: "negative" in list_names(view))

    assert "100 credits" in view.words


async def test_what_was_typed_stays_when_the_price_changes() -> None:
    async with open_busy_lobby() as lobby:
        view = await open_form(lobby)
        lobby.slack.fill(view, {"prompt": "waves", "first": [PICTURE]})
        lobby.slack.act_in_view(view, "field:quality", "1080p")
        await lobby.slack.until(lambda: len(view.forms) > 1)
        await lobby.slack.submit(view).over()
        await lobby.slack.until(lambda: lobby.jobs.commands)

    assert lobby.jobs.commands[0].options["prompt"] == "waves"
    assert lobby.jobs.commands[0].options["quality"] == "1080p"


async def test_a_form_that_was_closed_meanwhile_needs_no_price() -> None:
    async with open_busy_lobby() as lobby:
        view = await open_form(lobby)
        lobby.slack.fail_next(Method.VIEWS_UPDATE, answer_error("not_found"))
        changed = lobby.slack.act_in_view(view, "field:duration", "10")
        await lobby.slack.until(lambda: lobby.slack.calls_to(Method.VIEWS_UPDATE))

    assert changed.replies == []
    assert len(view.forms) == 1


async def test_the_price_of_the_latest_change_counts() -> None:
    async with open_busy_lobby() as lobby:
        lobby.service.profile = PAID
        view = await open_form(lobby)
        for seconds in ("10", "12", "15"):
            lobby.slack.act_in_view(view, "field:duration", seconds)
        await lobby.slack.until(lambda: "About 75 credits" in view.words)
        await lobby.slack.settled()
        await lobby.desk.running.drain(within_seconds=60)

    assert "About 75 credits" in view.words


async def test_more_options_stay_when_a_field_was_changed_just_before() -> None:
    async with open_busy_lobby() as lobby:
        view = await open_form(lobby)
        lobby.slack.act_in_view(view, "form:more")
        lobby.slack.act_in_view(view, "field:duration", "10")
        await lobby.slack.until(lambda: len(view.forms) > 1)
        await lobby.slack.settled()
        await lobby.desk.running.drain(within_seconds=60)

    assert "negative" in list_names(view)


async def test_more_options_are_added_and_keep_what_was_typed() -> None:
    async with open_busy_lobby() as lobby:
        view = await open_form(lobby)
        assert "negative" not in list_names(view)
        lobby.slack.fill(view, {"prompt": "waves", "first": [PICTURE]})
        lobby.slack.act_in_view(view, "form:more")
        await lobby.slack.until(lambda: len(view.forms) > 1)
        await lobby.slack.submit(view, {"negative": "rain", "watermark": ["on"]}).over()
        await lobby.slack.until(lambda: lobby.jobs.commands)

    said = lobby.jobs.commands[0].options
    assert (said["prompt"], said["negative"], said["watermark"]) == ("waves", "rain", "on")


async def test_more_options_of_a_job_show_what_it_said() -> None:
    async with open_busy_lobby() as lobby:
        request = GenerationRequest(options=RequestOptions(prompt="a ship"), first_frame=STORED)
        view = await open_edit(lobby, lobby.keep_job(request=request))
        lobby.slack.act_in_view(view, "form:more")
        await lobby.slack.until(lambda: "negative" in list_names(view))

    (prompt,) = [one for one in view.elements if one["action_id"] == "field:prompt"]
    assert prompt["initial_value"] == "a ship"


async def test_a_picture_that_the_bot_can_see_is_shown() -> None:
    async with open_busy_lobby() as lobby:
        view = await open_on_message(lobby, PICTURE)
        await lobby.slack.until(lambda: any(block["type"] == "image" for block in view.blocks))

    assert "Animates `day.png`." in view.words


async def test_more_options_leave_the_picture_where_it_is() -> None:
    async with open_busy_lobby() as lobby:
        view = await open_on_message(lobby, PICTURE)
        await lobby.slack.until(lambda: any(block["type"] == "image" for block in view.blocks))
        lobby.slack.act_in_view(view, "form:more")
        await lobby.slack.until(lambda: "negative" in list_names(view))

    assert any(block["type"] == "image" for block in view.blocks)


async def test_a_picture_that_the_bot_cannot_see_is_not() -> None:
    async with open_busy_lobby() as lobby:
        closed = lobby.slack.add_channel(
            lobby.acme, "x", kind=ChannelKind.PRIVATE, has_bot=False, members=(lobby.anna,)
        )
        message = lobby.slack.say(closed, lobby.anna, "look", files=[PICTURE])
        used = lobby.slack.use_message_shortcut("animate_message", message, person=lobby.anna)
        view = await lobby.wait_for_form(used.views, word="/invite")

    assert [block for block in view.blocks if block["type"] == "image"] == []


@pytest.mark.parametrize(
    ("trait", "said"),
    [
        ("is_external", "People outside of your company are in this channel"),
        ("is_read_only", "Your video comes by direct message"),
    ],
)
async def test_a_form_says_what_is_special_about_its_channel(trait: str, said: str) -> None:
    async with open_lobby() as lobby:
        setattr(lobby.channel, trait, True)
        async with lobby.run_bot():
            view = await open_form(lobby)
            await lobby.slack.until(lambda: len(view.forms) > 1)

    assert said in view.words


async def test_several_pictures_are_offered_by_name() -> None:
    async with open_busy_lobby() as lobby:
        view = await open_on_message(lobby, PICTURE, NIGHT)

    assert "1. day.png" in view.words
    assert "2. night.png" in view.words
    assert "The message has 2 pictures" in view.words


async def test_a_message_without_a_picture_says_so() -> None:
    async with open_busy_lobby() as lobby:
        message = lobby.slack.say(lobby.channel, lobby.anna, "only words")
        used = lobby.slack.use_message_shortcut("animate_message", message, person=lobby.anna)
        await lobby.slack.until(lambda: used.replies)

    assert "has no picture" in used.replies[0].text
    assert used.views == []


async def test_a_storyboard_is_edited_as_shots() -> None:
    async with open_busy_lobby() as lobby:
        shots = {"mode": "custom", "shots": [{"prompt": "dawn", "seconds": 3}, {"prompt": "noon", "seconds": 4}]}
        options = RequestOptions.model_validate({"duration": 7, "shots": shots})
        request = GenerationRequest(options=options, first_frame=STORED)
        view = await open_edit(lobby, lobby.keep_job(request=request))

    (field,) = [one for one in view.elements if one["action_id"] == "field:shots"]
    assert field["initial_value"] == "3s: dawn | 4s: noon"
    assert list_names(view)[0] == "shots"


async def test_a_form_for_a_forgotten_job_says_so() -> None:
    async with open_busy_lobby() as lobby:
        job = lobby.keep_job()
        lobby.jobs.forget(job.id)
        view = await open_edit(lobby, job)

    assert "no longer know this video" in view.words


async def test_a_refused_form_that_was_forgotten_says_so() -> None:
    async with open_busy_lobby() as lobby:
        message = await lobby.post_button("again:abc")
        clicked = lobby.slack.click(message, "again:abc", person=lobby.anna)
        await lobby.slack.until(lambda: clicked.replies)

    assert "no longer have what you typed" in clicked.replies[0].text
