import asyncio

import pytest

from bot.errors import RequestRefused
from bot.job.card import Action
from bot.job.command import AnimateCommand
from bot.job.job import JobState, Price
from bot.job.service import build_job_id
from tests.bot.job.world import ADA, BOB, GENERAL, World, build_command
from tests.contracts.samples import NOON, after_noon, build_job
from tests.fakes.media_files import BAD, FakeAttachment


async def refusal_of(world: World, command: AnimateCommand) -> RequestRefused:
    """Return the error with which a command is refused."""
    with pytest.raises(RequestRefused) as caught:
        await world.desk.animate(command)
    return caught.value


async def test_a_request_becomes_a_queued_job(world: World) -> None:
    job = await world.desk.animate(build_command())

    assert (job.state, job.requester, job.address) == (JobState.QUEUED, ADA, GENERAL)
    assert (job.price, job.created_at) == (Price(credits=25.0), NOON)
    assert job.notes == ("`day.png` was repaired.",)
    assert world.read(job) == job
    assert world.engine.queued == [(job.id, "web:u1", 1)]


async def test_the_card_is_shown_at_once(world: World) -> None:
    job = await world.desk.animate(build_command())
    await world.relay.flush(job)

    assert world.last_card().headline == "Queued, next in line"


@pytest.mark.parametrize("name", ["is_spoiler", "is_age_restricted"])
async def test_what_is_not_for_everybodys_eyes_stays_so_in_what_comes_of_it(world: World, name: str) -> None:
    hidden = await world.desk.animate(build_command("e1", **{name: True}))
    child = await world.desk.animate(build_command("e2", parent_id=hidden.id))
    take = await world.desk.act(Action.REROLL, job_id=child.id, by=ADA, event_id="e3")
    other = await world.desk.animate(build_command("e4", requester=BOB))

    assert [getattr(job, name) for job in (hidden, child, take, other)] == [True, True, True, False]


async def test_the_same_event_twice_is_one_job(world: World) -> None:
    jobs = [await world.desk.animate(build_command()) for _ in range(2)]

    assert jobs[0] == jobs[1]
    assert len(world.jobs.jobs) == len(world.engine.queued) == len(world.media.contents) == 1
    assert world.jobs.repeated == 1


async def test_the_same_event_twice_at_once_is_one_job(world: World) -> None:
    first, second = await asyncio.gather(*[world.desk.animate(build_command()) for _ in range(2)])

    assert first.id == second.id
    assert len(world.jobs.jobs) == len(world.media.contents) == 1


async def test_another_event_is_another_job(world: World) -> None:
    first, second = [await world.desk.animate(build_command(event_id)) for event_id in ("e1", "e2")]

    assert first.id != second.id


BAD_PICTURE = FakeAttachment("report.pdf", BAD)


@pytest.mark.parametrize(
    ("changes", "option"),
    [
        ({"first_frame": None}, "first"),
        ({"options": {}}, "prompt"),
        ({"options": {"prompt": "x" * 2501}}, "prompt"),
        ({"options": {"prompt": "a", "duration": "five"}}, "duration"),
        ({"options": {"prompt": "a", "duration": 2}}, "duration"),
        ({"options": {"prompt": "a", "duration": 16}}, "duration"),
        ({"options": {"prompt": "a", "bitrate": 1}}, None),
        ({"options": {"shots": "5s: a | 6s: b", "duration": 10}}, "shots"),
        ({"options": {"prompt": "<<<element_3>>>", "elements": "1 2"}}, "elements"),
        ({"options": {"prompt": "a", "shots": "auto"}, "last_frame": FakeAttachment()}, "shots"),
        ({"options": {"prompt": "a", "callback": "https://10.0.0.1/"}}, "callback"),
        ({"options": {"prompt": "a", "quality": "4k"}}, "quality"),
        ({"first_frame": BAD_PICTURE}, "first"),
        ({"last_frame": BAD_PICTURE}, "last"),
    ],
)
async def test_a_refusal_leaves_nothing_behind(world: World, changes: dict[str, object], option: str | None) -> None:
    refused = await refusal_of(world, build_command(**changes))

    assert refused.option == option
    assert refused.sentence
    assert (world.jobs.jobs, world.media.contents, world.engine.queued) == ({}, {}, [])
    assert (world.service.calls, world.chat.posts) == ([], [])


async def test_no_picture_is_opened_for_options_that_are_refused(world: World) -> None:
    await refusal_of(world, build_command(options={"prompt": ""}))

    assert world.intake.orders == []


@pytest.mark.parametrize("words", ["@everyone 🎬", "שלום", "`x` <b>"])
async def test_words_reach_the_request_unchanged(world: World, words: str) -> None:
    job = await world.desk.animate(build_command(options={"prompt": words}))

    assert job.request.options.prompt == words


async def test_a_person_has_a_limit_of_unfinished_jobs(world: World) -> None:
    for count in range(3):
        await world.desk.animate(build_command(f"e{count}"))
    refused = await refusal_of(world, build_command("e3"))

    assert refused.sentence.startswith("You have 3 videos in progress")
    assert len(world.media.contents) == 3


async def test_the_limit_of_one_person_is_not_that_of_another(world: World) -> None:
    for count in range(3):
        await world.desk.animate(build_command(f"e{count}"))

    assert (await world.desk.animate(build_command("e3", requester=BOB))).requester == BOB


async def test_finished_jobs_do_not_count(world: World) -> None:
    for count in range(3):
        await world.keep(f"{count}", state=JobState.DONE)

    assert (await world.desk.animate(build_command())).state is JobState.QUEUED


async def test_a_repeated_event_at_the_limit_finds_its_job(world: World) -> None:
    jobs = [await world.desk.animate(build_command(f"e{count}")) for count in range(3)]

    assert (await world.desk.animate(build_command("e0"))).id == jobs[0].id


async def test_tells_what_will_be_ignored(world: World) -> None:
    job = await world.desk.animate(build_command(options={"prompt": "a", "shots": "5s: b"}))

    assert job.notes[-1] == "With shots of your own, only their words count; `prompt` is ignored."


async def test_lists_the_jobs_of_a_person(world: World) -> None:
    mine = await world.desk.animate(build_command("e1"))
    await world.desk.animate(build_command("e2", requester=BOB))

    assert [job.id for job in await world.desk.list_jobs(ADA)] == [mine.id]
    assert await world.desk.read_job(mine.id) == world.read(mine)


async def test_a_restart_takes_up_what_is_unfinished_and_certain(world: World) -> None:
    for state in JobState:
        job = build_job(state.value[:6], state=state, attempt=2)
        await world.jobs.add(job)
        await world.jobs.end_life(job)
    await world.desk.resume()

    resumed = {(world.jobs.jobs[job_id].state, attempt) for job_id, _, attempt in world.engine.queued}
    assert resumed == {
        (JobState.QUEUED, 2),
        (JobState.SUBMITTING, 2),
        (JobState.RENDERING, 2),
        (JobState.DELIVERING, 2),
    }


async def test_a_restart_takes_up_what_ended_while_people_could_not_be_told(world: World) -> None:
    told, untold = await world.live(await world.keep("told")), await world.keep("untold", state=JobState.DONE)
    doubtful = await world.keep("doubt", state=JobState.UNCLEAR)
    await world.desk.resume()

    queued = {job_id for job_id, _, _ in world.engine.queued}
    assert told.state is JobState.DONE
    assert queued == {untold.id, doubtful.id}


async def test_a_restart_takes_up_what_ran_first_and_then_the_oldest_first(world: World) -> None:
    for number in range(3):
        await world.keep(f"waits{number}", created_at=after_noon(number))
    await world.keep("runs", state=JobState.RENDERING, created_at=after_noon(9))
    await world.desk.resume()

    assert [job_id[:6] for job_id, _, _ in world.engine.queued] == [
        build_job(name).id[:6] for name in ("runs", "waits0", "waits1", "waits2")
    ]


async def test_a_job_whose_life_ended_before_it_did_gets_another_one(world: World) -> None:
    job = await world.keep(state=JobState.RENDERING)
    world.engine.ended.add((job.id, 1))
    await world.desk.resume()

    assert [attempt for _, _, attempt in world.engine.queued] == [2]
    assert world.read(job).attempt == 2


def test_a_job_id_fits_every_place_that_it_is_used_in() -> None:
    job_id = build_job_id("web", "event-1")

    assert len(job_id) == 24
    assert job_id.isalnum()
    assert job_id == build_job_id("web", "event-1")


def test_equal_events_of_two_platforms_are_two_jobs() -> None:
    assert build_job_id("web", "1") != build_job_id("slack", "1")


async def test_a_persons_orders_stand_behind_each_other_even_when_they_come_at_once(world: World) -> None:
    first = await world.desk.animate(build_command("e0"))
    others = await asyncio.gather(*(world.desk.animate(build_command(f"e{count}")) for count in (1, 2)))
    of_another = await world.desk.animate(build_command("e3", requester=BOB))

    assert (first.rank, of_another.rank) == (1, 1)
    assert len({first.rank, *(job.rank for job in others)}) == 3
