"""What every job store does."""

import asyncio
from dataclasses import fields, replace
from datetime import timedelta, timezone

import pytest

from bot.errors import RequestRefused
from bot.job.job import Charge, Failure, Job, JobState, Price, ReplyAddress, Requester, Video
from bot.ports import JobStore
from bot.request.generation_request import (
    Aspect,
    GenerationRequest,
    Picture,
    Quality,
    RequestOptions,
    Shot,
    ShotMode,
    Storyboard,
)
from tests.contracts.samples import ADA, NOON, after_noon, build_job

BOB = Requester(platform="web", id="u2", name="Bob")
FULL_REQUEST = GenerationRequest(
    options=RequestOptions(
        prompt="a ship \N{SAILBOAT} 'quoted' \\ \u2028",
        negative="fog",
        duration=7,
        aspect=Aspect.TALL,
        quality=Quality.ULTRA_HD,
        sound=True,
        shots=Storyboard(mode=ShotMode.CUSTOM, shots=(Shot(prompt="one", seconds=3), Shot(prompt="two", seconds=4))),
        elements=("e1", "e2"),
        watermark=True,
        callback="https://example.com/hook",
    ),
    first_frame=Picture(key="a.jpg", media_type="image/jpeg", width=720, height=1280, size_bytes=1000),
    last_frame=Picture(key="b.png", media_type="image/png", width=720, height=1280, size_bytes=2000),
)

FULL_JOB = Job(
    id="abcdefghijklmnopqrstuvwx",
    request=FULL_REQUEST,
    requester=Requester(platform="slack", id="U1", name="Ada \N{SNOWMAN}"),
    address=ReplyAddress(platform="slack", tenant="T1", place="C1", thread="17.5"),
    price=Price(credits=12.5),
    created_at=NOON,
    notes=("The picture was turned upright.", "The sound is ignored."),
    parent_id="parentparentparentparent",
    take="taketaketaketaketaketake",
    is_spoiler=True,
    is_age_restricted=True,
    are_pictures_kept=False,
    state=JobState.DELIVERING,
    attempt=2,
    rank=3,
    card_message_id="m1",
    submission_began_at=after_noon(1),
    submitted_at=after_noon(2),
    task_id="task-1",
    service_estimate_seconds=90,
    progress_percent=40,
    is_waiting_at_service=True,
    cancel_requested=True,
    video=Video(
        key="v.mp4", poster_key="p.jpg", width=1080, height=1920, duration_seconds=7.04, size_bytes=9, has_sound=True
    ),
    result_message_id="m2",
    failure=Failure(sentence="It failed.", code="moderation", charge=Charge.CHARGED),
    finished_at=after_noon(100),
)


async def test_gives_back_every_field_of_a_job(job_store: JobStore) -> None:
    await job_store.add(FULL_JOB)

    assert await job_store.read(FULL_JOB.id) == FULL_JOB


def test_the_full_job_leaves_no_field_at_its_default() -> None:
    bare = build_job("bare", created_at=after_noon(1))

    alike = [field.name for field in fields(Job) if getattr(FULL_JOB, field.name) == getattr(bare, field.name)]

    assert alike == []


async def test_gives_back_a_job_that_has_hardly_begun(job_store: JobStore) -> None:
    await job_store.add(build_job("bare"))

    assert await job_store.read(build_job("bare").id) == build_job("bare")


async def test_moments_come_back_as_utc_whatever_zone_they_had(job_store: JobStore) -> None:
    elsewhere = NOON.astimezone(timezone(timedelta(hours=5, minutes=30)))
    await job_store.add(build_job("a", created_at=elsewhere))

    stored = await job_store.read(build_job("a").id)

    assert stored is not None
    assert stored.created_at == NOON
    assert stored.created_at.utcoffset() is not None


async def test_reads_nothing_for_an_unknown_job(job_store: JobStore) -> None:
    assert await job_store.read("unknown") is None


async def test_adding_a_taken_id_changes_nothing(job_store: JobStore) -> None:
    first = build_job("a", notes=("first",))

    added = [await job_store.add(first), await job_store.add(build_job("a", notes=("second",)))]

    assert added == [True, False]
    assert await job_store.read(first.id) == first


async def test_adding_the_very_same_job_twice_adds_it_once(job_store: JobStore) -> None:
    job = build_job("a")

    assert [await job_store.add(job), await job_store.add(job)] == [True, False]


async def test_of_many_adders_of_one_job_exactly_one_succeeds(job_store: JobStore) -> None:
    added = await asyncio.gather(*(job_store.add(build_job("a", notes=(str(count),))) for count in range(20)))

    assert sum(added) == 1


async def test_change_stores_and_returns_the_new_value(job_store: JobStore) -> None:
    job = build_job("a")
    await job_store.add(job)

    changed = await job_store.change(job.id, lambda job: replace(job.moved(JobState.SUBMITTING), card_message_id="m1"))

    assert changed == replace(job, state=JobState.SUBMITTING, card_message_id="m1")
    assert await job_store.read(job.id) == changed


async def test_parallel_changes_lose_nothing(job_store: JobStore) -> None:
    job = build_job("a")
    await job_store.add(job)

    await asyncio.gather(*(job_store.change(job.id, count_one_more) for _ in range(50)))

    stored = await job_store.read(job.id)
    assert stored is not None
    assert stored.attempt == job.attempt + 50


def count_one_more(job: Job) -> Job:
    return replace(job, attempt=job.attempt + 1)


async def test_a_refused_change_leaves_the_job_as_it_was(job_store: JobStore) -> None:
    job = build_job("a")
    await job_store.add(job)

    with pytest.raises(ValueError, match="cannot move from queued to done"):
        await job_store.change(job.id, lambda job: job.moved(JobState.DONE))

    assert await job_store.read(job.id) == job


async def test_changing_an_unknown_job_is_a_key_error(job_store: JobStore) -> None:
    with pytest.raises(KeyError):
        await job_store.change("unknown", count_one_more)


async def test_finds_the_newest_jobs_first_and_no_more_than_asked(job_store: JobStore) -> None:
    jobs = [build_job(f"job{count}", created_at=after_noon(count / 1000)) for count in range(4)]
    for job in (jobs[2], jobs[0], jobs[3], jobs[1]):
        await job_store.add(job)

    found = await job_store.find(limit=3)

    assert list(found) == [jobs[3], jobs[2], jobs[1]]


async def test_finds_jobs_by_state(job_store: JobStore) -> None:
    for state in (JobState.QUEUED, JobState.RENDERING, JobState.DONE):
        await job_store.add(build_job(state.value, state=state))

    found = await job_store.find(states=frozenset({JobState.RENDERING, JobState.DONE}))

    assert {job.state for job in found} == {JobState.RENDERING, JobState.DONE}


async def test_finds_nothing_when_no_state_is_asked_for(job_store: JobStore) -> None:
    await job_store.add(build_job("a"))

    assert list(await job_store.find(states=frozenset())) == []


async def test_finds_the_jobs_of_a_person_who_has_a_new_name(job_store: JobStore) -> None:
    await job_store.add(build_job("mine"))
    await job_store.add(build_job("other", requester=Requester(platform="web", id="u2", name=ADA.name)))
    await job_store.add(build_job("elsewhere", requester=Requester(platform="slack", id=ADA.id, name=ADA.name)))

    found = await job_store.find(requester=ADA.model_copy(update={"name": "Countess"}))

    assert [job.id for job in found] == [build_job("mine").id]


async def test_a_life_begins_with_its_job_and_goes_on_until_it_is_ended(job_store: JobStore) -> None:
    told, untold = build_job("told", created_at=after_noon(1)), build_job("untold", created_at=after_noon(2))
    for job in (told, untold):
        await job_store.add(job)
        await job_store.change(job.id, lambda one: replace(one, state=JobState.DONE))
    await job_store.end_life(told)

    assert [job.id for job in await job_store.find_living()] == [untold.id]


async def test_another_attempt_is_another_life(job_store: JobStore) -> None:
    job = build_job("a", state=JobState.UNCLEAR)
    await job_store.add(job)
    await job_store.end_life(job)
    ended = await job_store.find_living()
    again = await job_store.change(job.id, lambda one: replace(one, attempt=2))
    await job_store.end_life(job)

    assert (ended, await job_store.find_living()) == ([], [again])


@pytest.mark.parametrize("state", [state for state in JobState if not state.is_final])
async def test_what_has_not_ended_lives_unless_it_waits_for_its_requester(job_store: JobStore, state: JobState) -> None:
    job = build_job("a", state=state)
    cancelled = build_job("b", state=state, cancel_requested=True, created_at=after_noon(1))
    for one in (job, cancelled):
        await job_store.add(one)
        await job_store.end_life(one)

    is_waiting = state is JobState.UNCLEAR
    assert await job_store.find_living() == ([cancelled] if is_waiting else [cancelled, job])


async def test_counts_the_queued_jobs_that_were_accepted_before(job_store: JobStore) -> None:
    jobs = [build_job(f"job{count}", created_at=after_noon(count)) for count in range(4)]
    for job in (*jobs, build_job("started", state=JobState.RENDERING)):
        await job_store.add(job)

    assert [await job_store.count_ahead(job) for job in jobs] == [0, 1, 2, 3]


async def test_two_jobs_of_one_moment_are_not_both_ahead_of_each_other(job_store: JobStore) -> None:
    jobs = [build_job("a"), build_job("b")]
    for job in jobs:
        await job_store.add(job)

    assert sorted([await job_store.count_ahead(job) for job in jobs]) == [0, 1]


async def test_reads_how_long_the_latest_jobs_of_a_kind_took(job_store: JobStore) -> None:
    for count, seconds in enumerate((30.5, 20.0, 10.0)):
        job = build_job(f"job{count}", state=JobState.DONE, submitted_at=after_noon(count * 100))
        await job_store.add(replace(job, finished_at=after_noon(count * 100 + seconds)))

    took = await job_store.read_render_seconds(quality=Quality.HD, duration=5, limit=2)

    assert list(took) == [10.0, 20.0]


@pytest.mark.parametrize(
    "other",
    [
        {"state": JobState.FAILED},
        {"submitted_at": None},
        {"request": GenerationRequest(options=RequestOptions(duration=6))},
        {"request": GenerationRequest(options=RequestOptions(quality=Quality.FULL_HD))},
    ],
)
async def test_render_seconds_leave_out_other_kinds(job_store: JobStore, other: dict[str, object]) -> None:
    job = build_job("a", state=JobState.DONE, submitted_at=NOON, finished_at=after_noon(9))
    await job_store.add(job)
    await job_store.add(replace(job, id="b", **other))  # type: ignore[arg-type] # the fields named above

    took = await job_store.read_render_seconds(quality=Quality.HD, duration=5)

    assert list(took) == [9.0]


async def test_tells_which_tasks_belong_to_a_job(job_store: JobStore) -> None:
    await job_store.add(build_job("a", task_id="t1"))
    await job_store.add(build_job("b"))

    known = await job_store.find_known_tasks(["t1", "t2"])

    assert known == frozenset({"t1"})


async def test_knows_no_task_when_none_is_asked_for(job_store: JobStore) -> None:
    await job_store.add(build_job("a", task_id="t1"))

    assert await job_store.find_known_tasks([]) == frozenset()


async def test_a_workload_counts_what_has_not_ended(job_store: JobStore) -> None:
    for state in (JobState.QUEUED, JobState.RENDERING, JobState.DONE, JobState.FAILED):
        await job_store.add(build_job(state, state=state))
    await job_store.add(build_job("other", requester=BOB))

    assert (await job_store.read_workload(ADA, job_id="unknown")).unfinished == 2


async def test_a_workload_tells_the_highest_rank_that_waits(job_store: JobStore) -> None:
    for minutes, state, rank in ((0, JobState.QUEUED, 1), (1, JobState.QUEUED, 2), (2, JobState.RENDERING, 3)):
        moment = NOON + timedelta(minutes=minutes)
        await job_store.add(build_job(f"j{minutes}", state=state, rank=rank, created_at=moment))

    assert (await job_store.read_workload(ADA, job_id="unknown")).last_rank == 2
    assert (await job_store.read_workload(BOB, job_id="unknown")).last_rank == 0


async def test_a_workload_knows_an_order_that_was_stored_for_anybody(job_store: JobStore) -> None:
    job = build_job("a")
    await job_store.add(job)

    known = [(await job_store.read_workload(BOB, job_id=name)).is_known for name in (job.id, "unknown")]

    assert known == [True, False]


@pytest.mark.parametrize("are_kept", [True, False])
async def test_a_re_roll_needs_the_pictures_of_the_job_it_repeats(job_store: JobStore, *, are_kept: bool) -> None:
    old = build_job("a", request=FULL_REQUEST, are_pictures_kept=are_kept)
    take = build_job("b", request=FULL_REQUEST, parent_id=old.id, take="b")
    await job_store.add(old)

    if are_kept:
        assert await job_store.add(take)
    else:
        with pytest.raises(RequestRefused, match="picture of this video was deleted"):
            await job_store.add(take)
        assert await job_store.read(take.id) is None


async def test_a_re_roll_needs_the_job_it_repeats_only_for_its_pictures(job_store: JobStore) -> None:
    with pytest.raises(RequestRefused):
        await job_store.add(build_job("a", request=FULL_REQUEST, parent_id="forgotten", take="a"))

    assert await job_store.add(build_job("b", parent_id="forgotten", take="b"))
