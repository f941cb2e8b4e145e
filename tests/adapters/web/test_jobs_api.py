from dataclasses import replace

import pytest

from bot.errors import ServiceBusy
from bot.job.card import Action
from bot.job.command import StoredPicture, StoredVideoFrame
from bot.job.job import ReplyAddress
from tests.adapters.web.builders import build_job
from tests.adapters.web.conftest import WebHouse
from tests.adapters.web.visitor import Visitor, build_form

DAY = ("first", "day.png", b"picture bytes")
EVENT = {"event_id": "event-0001"}


async def test_a_form_becomes_a_command_with_everything_as_typed(house: WebHouse, ana: Visitor) -> None:
    form = build_form(DAY, channel="general", prompt="the sun sets", duration="10", sound="on", **EVENT)

    response = await ana.send("/api/animate", form)

    assert response.status == 200
    command = house.jobs.commands[0]
    assert command.options == {"prompt": "the sun sets", "duration": "10", "sound": "on"}
    assert command.address == ReplyAddress(platform="web", place="general")
    assert command.requester.id == ana.me["id"]
    assert house.jobs.received == {"day.png": b"picture bytes"}


async def test_a_double_click_is_one_job(ana: Visitor) -> None:
    first = await ana.send("/api/animate", build_form(DAY, channel="general", prompt="p", **EVENT))
    second = await ana.send("/api/animate", build_form(DAY, channel="general", prompt="p", **EVENT))

    assert (await first.json())["job"]["id"] == (await second.json())["job"]["id"]
    assert len((await ana.get("/api/jobs"))["jobs"]) == 1


async def test_a_stored_picture_and_a_videos_last_frame_can_be_used(house: WebHouse, ana: Visitor) -> None:
    house.jobs.keep(build_job())
    form = build_form(channel="general", prompt="p", first_job="job1", last_key="night.jpg", parent="job1", **EVENT)

    await ana.send("/api/animate", form)

    command = house.jobs.commands[0]
    assert command.first_frame == StoredVideoFrame(job_id="job1")
    assert command.last_frame == StoredPicture(key="night.jpg")
    assert command.parent_id == "job1"


@pytest.mark.parametrize(
    ("fields", "option"),
    [({"duration": "five"}, "duration"), ({"duration": "16"}, "duration"), ({"shots": "what"}, "shots")],
)
async def test_a_refusal_names_its_option(ana: Visitor, fields: dict[str, str], option: str) -> None:
    form = build_form(DAY, channel="general", prompt="p", **EVENT, **fields)

    response = await ana.send("/api/animate", form)

    assert (response.status, (await response.json())["option"]) == (422, option)


async def test_unknown_options_reach_the_core_which_refuses_them(ana: Visitor) -> None:
    form = build_form(DAY, channel="general", prompt="p", sparkle="9", **EVENT)

    response = await ana.send("/api/animate", form)

    assert response.status == 422
    assert "`sparkle`" in (await response.json())["sentence"]


async def test_refuses_a_request_without_an_event(house: WebHouse, ana: Visitor) -> None:
    response = await ana.send("/api/animate", build_form(DAY, channel="general", prompt="p"))

    assert response.status == 422
    assert house.jobs.commands == []


async def test_a_failed_service_gives_a_reference(house: WebHouse, ana: Visitor) -> None:
    house.jobs.fault = ServiceBusy("The video service is full.")

    response = await ana.send("/api/animate", build_form(DAY, channel="general", prompt="p", **EVENT))

    answer = await response.json()
    assert (response.status, answer["sentence"]) == (503, "The video service is full.")
    assert len(answer["reference"]) == 6


async def test_nobody_orders_into_the_private_channel_of_another(house: WebHouse, ana: Visitor, ben: Visitor) -> None:
    form = build_form(DAY, channel=f"me-{ana.me['id']}", prompt="p", **EVENT)

    response = await ben.send("/api/animate", form)

    assert response.status == 422
    assert house.jobs.commands == []


async def test_a_button_reaches_the_core_with_who_pressed_it(house: WebHouse, ana: Visitor) -> None:
    house.jobs.keep(build_job())

    response = await ana.send("/api/jobs/job1/actions/reroll", EVENT)

    assert (await response.json())["job"]["id"] == "job1"
    action, job_id, person = house.jobs.actions[0]
    assert (action, job_id, person.id) == (Action.REROLL, "job1", ana.me["id"])


async def test_a_button_that_is_not_ones_own_is_refused_in_words(house: WebHouse, ben: Visitor) -> None:
    house.jobs.keep(build_job())

    response = await ben.send("/api/jobs/job1/actions/cancel", EVENT)

    assert response.status == 422
    assert (await response.json())["sentence"] == "Only Ana can cancel this one."


@pytest.mark.parametrize("action", ["edit", "continue", "explode"])
async def test_only_real_buttons_can_be_pressed(house: WebHouse, ana: Visitor, action: str) -> None:
    house.jobs.keep(build_job())

    response = await ana.send(f"/api/jobs/job1/actions/{action}", EVENT)

    assert response.status == 404


async def test_a_job_comes_back_as_form_values(house: WebHouse, ana: Visitor) -> None:
    house.jobs.keep(build_job())

    job = (await ana.get("/api/jobs/job1"))["job"]

    assert job["options"]["prompt"] == "The sun sets"
    assert job["options"]["shots"] == "4s: she looks up | 6s: rain"
    assert job["first"]["key"] == "day.jpg"
    assert job["first"]["url"].startswith("/media/day.jpg?expires=")
    assert job["last"] is None


@pytest.mark.parametrize("path", ["/api/jobs/job1", "/api/jobs/nowhere"])
async def test_jobs_of_private_channels_are_as_unknown_as_any(house: WebHouse, ben: Visitor, path: str) -> None:
    house.jobs.keep(build_job(place="me-ana"))

    async with ben.session.get(path) as response:
        assert response.status == 422


async def test_jobs_of_private_channels_cannot_be_continued(house: WebHouse, ana: Visitor, ben: Visitor) -> None:
    house.jobs.keep(build_job(place=f"me-{ana.me['id']}"))
    form = build_form(channel="general", prompt="p", first_job="job1", **EVENT)

    response = await ben.send("/api/animate", form)

    assert response.status == 422
    assert house.jobs.commands == []


async def test_jobs_of_other_platforms_are_not_shown(house: WebHouse, ana: Visitor) -> None:
    house.jobs.keep(replace(build_job(), address=ReplyAddress(platform="slack", place="general")))

    async with ana.session.get("/api/jobs/job1") as response:
        assert response.status == 422


async def test_lists_only_ones_own_jobs(house: WebHouse, ana: Visitor) -> None:
    house.jobs.keep(build_job())
    await ana.send("/api/animate", build_form(DAY, channel="general", prompt="mine", **EVENT))

    jobs = (await ana.get("/api/jobs"))["jobs"]

    assert [(job["options"]["prompt"], job["state_words"]) for job in jobs] == [("mine", "Queued")]


async def test_notify_is_answered_in_private(house: WebHouse, ana: Visitor) -> None:
    response = await ana.send("/api/notify", {"words": "here", "channel": "storyboards"})

    assert (await response.json())["answer"].startswith("Done, Guest")
    assert house.jobs.notify_words == [("here", ReplyAddress(platform="web", place="storyboards"))]
    assert await ana.read_texts("storyboards") == []
