"""The main job through the web chat, with nothing replaced: core, engine, client, studio, renderer, files, rows."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.end_to_end.bot_process import running_bot
from tests.end_to_end.chat_person import ChatPerson, at_the_page
from tests.end_to_end.pictures import write_landscape
from tests.end_to_end.video_facts import difference, read_video, starts_fast


@pytest.fixture
async def person(tmp_path: Path) -> AsyncIterator[ChatPerson]:
    async with running_bot(tmp_path / "data") as (_, address), at_the_page(address) as one:
        yield one


async def test_two_pictures_become_a_playable_video_with_sound(person: ChatPerson, tmp_path: Path) -> None:
    pictures = {
        "first": write_landscape(tmp_path / "day.png"),
        "last": write_landscape(tmp_path / "night.png", night=True),
    }
    job = await person.animate({"prompt": "the sun sets, wind", "duration": "3", "sound": "on"}, pictures)
    message = await person.wait_for_message(job["id"], "result")
    path = await person.download(message["video"]["url"], tmp_path / "out.mp4")
    facts = read_video(path)

    assert (facts.codec, facts.pixel_format, facts.width, facts.height) == ("h264", "yuv420p", 1280, 720)
    assert facts.seconds == 3.0
    assert facts.frame_rate == 24
    assert difference(facts.first, facts.last) > 20
    assert facts.has_sound
    assert facts.loudest > 0.01
    assert starts_fast(path)


async def test_a_last_frame_alone_is_where_the_video_ends(person: ChatPerson, tmp_path: Path) -> None:
    options = {"prompt": "slow push in", "duration": "3", "aspect": "1:1"}
    job = await person.animate(options, {"last": write_landscape(tmp_path / "night.png", night=True)})
    message = await person.wait_for_message(job["id"], "result")
    facts = read_video(await person.download(message["video"]["url"], tmp_path / "out.mp4"))

    assert (facts.width, facts.height, facts.seconds) == (720, 720, 3.0)
    assert not facts.has_sound
    assert difference(facts.first, facts.last) > difference(facts.middle, facts.last) > 0.5


async def test_buttons_reroll_continue_and_delete(person: ChatPerson, tmp_path: Path) -> None:
    first = {"first": write_landscape(tmp_path / "day.png")}
    job = await person.animate({"prompt": "pan right", "duration": "3"}, first)
    await person.wait_for_end(job["id"])
    status, answer = await person.act(job["id"], "reroll")
    continued = await person.animate({"prompt": "zoom out", "duration": "3"}, {"first": f"job:{job['id']}"})
    again = await person.wait_for_end(answer["job"]["id"])
    await person.wait_for_end(continued["id"])
    await person.act(job["id"], "delete")
    results = {message["job_id"] for message in await person.read_messages() if message["kind"] == "result"}

    assert status == 200
    assert again["state"] == "done"
    assert results == {again["id"], continued["id"]}


async def test_cancel_ends_a_job_without_a_video(person: ChatPerson, tmp_path: Path) -> None:
    first = {"first": write_landscape(tmp_path / "day.png")}
    job = await person.animate({"prompt": "orbit", "duration": "15", "quality": "1080p"}, first)
    status, _ = await person.act(job["id"], "cancel")
    ended = await person.wait_for_end(job["id"])
    kinds = [message["kind"] for message in await person.read_messages()]

    assert status == 200
    assert ended["state"] == "cancelled"
    assert kinds == ["card"]


async def test_notified_channels_hear_of_finished_videos_once(person: ChatPerson, tmp_path: Path) -> None:
    answer = await person.notify("#storyboards", channel="general")
    first = {"first": write_landscape(tmp_path / "day.png")}
    job = await person.animate({"prompt": "tilt up", "duration": "3"}, first)
    await person.wait_for_message(job["id"], "notice", channel="storyboards")
    kinds = [message["kind"] for message in await person.read_messages("storyboards")]

    assert "/notify remove" in answer
    assert kinds == ["notice"]


async def test_the_same_click_twice_is_one_job(person: ChatPerson, tmp_path: Path) -> None:
    first = {"first": write_landscape(tmp_path / "day.png")}
    options = {"prompt": "pan left", "duration": "3"}
    one = await person.animate(options, first, event_id="the-same-click")
    other = await person.animate(options, first, event_id="the-same-click")
    await person.wait_for_message(one["id"], "result")
    kinds = sorted(message["kind"] for message in await person.read_messages())

    assert one["id"] == other["id"]
    assert kinds == ["card", "result"]
