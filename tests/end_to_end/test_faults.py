"""What becomes of a job when the video API misbehaves: one paid task and one video, or a sentence that says why."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from bot.errors import RequestRefused
from bot.job.card import Action, Card
from bot.job.job import Charge, Job, JobState
from tests.end_to_end.chat_person import every_moment
from tests.end_to_end.faulty_world import IMPATIENT, FaultyWorld, open_faulty_world
from tests.servers.video_api_errors import (
    IDEMPOTENCY_CONFLICT,
    INTERNAL_ERROR,
    RATE_LIMIT_EXCEEDED,
    SERVICE_UNAVAILABLE,
    UPSTREAM_ERROR,
)
from tests.servers.video_api_faults import (
    HTML_PAGE,
    Fault,
    answer_body,
    answer_error,
    answer_error_after,
    answer_json,
    answer_page,
    answer_page_after,
    drip,
    drop_after,
    drop_before,
    garble_after,
    redirect_to,
    stay_silent,
    truncate,
)
from tests.servers.video_api_state import ENDLESS, Route, TaskStep, build_failure, build_video

WRONG_TYPES = {"id": [], "status": 7, "progress": "soon", "results": {}, "created": "now"}
REDIRECT = "a redirect"

#: Ways of which nobody can say whether the service took the task, and whether it did.
DOUBTFUL: dict[str, tuple[Callable[[], Fault], bool]] = {
    "no answer, not taken": (drop_before, False),
    "no answer, taken": (drop_after, True),
    "silence, taken": (stay_silent, True),
    "slow drip, not taken": (drip, False),
    "half a JSON, taken": (garble_after, True),
    "wrong types, not taken": (lambda: answer_json(WRONG_TYPES), False),
    "500, not taken": (lambda: answer_error(INTERNAL_ERROR), False),
    "500, taken": (lambda: answer_error_after(INTERNAL_ERROR), True),
    "worded 502, not taken": (lambda: answer_error(UPSTREAM_ERROR), False),
    "HTML 502, not taken": (answer_page, False),
    "HTML 502, taken": (answer_page_after, True),
    "HTML 200, not taken": (lambda: answer_page(200), False),
    "HTML 200, taken": (lambda: answer_page_after(200), True),
}
#: Ways of which the service surely took nothing.
BUSY: dict[str, Callable[[], Fault]] = {
    "429 with a time": lambda: answer_error(RATE_LIMIT_EXCEEDED, headers={"Retry-After": "0"}),
    "429 without a time": lambda: answer_error(RATE_LIMIT_EXCEEDED),
    "worded 503": lambda: answer_error(SERVICE_UNAVAILABLE),
}
#: Ways in which a question about a task may go unanswered.
UNANSWERED: dict[str, Callable[[], Fault]] = {
    **{name: build for name, (build, _) in DOUBTFUL.items()},
    **BUSY,
    REDIRECT: lambda: redirect_to("http://127.0.0.1:9/elsewhere"),
    "no JSON at all": lambda: answer_body(b"\x00\xff"),
}
#: Ways in which a download may bring no video, though another may.
BAD_DOWNLOADS: dict[str, Callable[[], Fault]] = {
    "no answer": drop_before,
    "HTML 502": answer_page,
    "HTML 200": lambda: answer_page(200),
    "HTML that calls itself a video": lambda: answer_body(HTML_PAGE, content_type="video/mp4"),
    "nothing": lambda: answer_body(b"", content_type="video/mp4"),
    "half a video": lambda: truncate(build_video(2048), announced=4096),
    "half a video that calls itself whole": lambda: answer_body(build_video(4096)[:2048], content_type="video/mp4"),
    "a slow drip": lambda: drip(start=build_video(1024)[:64], content_type="video/mp4"),
}


@pytest.fixture
async def faulty(tmp_path: Path) -> AsyncIterator[FaultyWorld]:
    async with open_faulty_world(tmp_path) as faulty:
        yield faulty


@pytest.fixture
async def impatient(tmp_path: Path) -> AsyncIterator[FaultyWorld]:
    async with open_faulty_world(tmp_path, patience=IMPATIENT) as impatient:
        yield impatient


def assert_one_video(faulty: FaultyWorld, job: Job) -> None:
    """Check that one task was paid and one video posted, and that the one card says so."""
    assert job.state is JobState.DONE
    assert len(faulty.api.tasks) == 1
    assert [result.job_id for result in faulty.world.chat.results] == [job.id]
    assert count_cards(faulty) == 1
    assert faulty.world.last_card().state is JobState.DONE


def count_cards(faulty: FaultyWorld) -> int:
    return sum(isinstance(post.content, Card) for post in faulty.world.chat.posts)


@pytest.mark.parametrize("name", [name for name in UNANSWERED if name != REDIRECT])
async def test_one_bad_answer_to_a_submission_costs_nothing(faulty: FaultyWorld, name: str) -> None:
    faulty.api.fail_next(Route.SUBMIT, UNANSWERED[name]())
    job = await faulty.live()

    assert_one_video(faulty, job)


async def test_a_submission_is_never_sent_elsewhere(faulty: FaultyWorld) -> None:
    faulty.api.fail_next(Route.SUBMIT, UNANSWERED[REDIRECT]())
    job = await faulty.live()

    assert job.failure is not None
    assert (job.state, job.failure.charge, faulty.submissions) == (JobState.FAILED, Charge.NOT_CHARGED, 1)


@pytest.mark.parametrize("name", [name for name, (_, is_taken) in DOUBTFUL.items() if is_taken])
async def test_a_task_that_was_taken_without_an_answer_is_found_in_the_list(faulty: FaultyWorld, name: str) -> None:
    faulty.api.fail_next(Route.SUBMIT, DOUBTFUL[name][0](), drop_before())
    job = await faulty.live()

    assert_one_video(faulty, job)
    assert faulty.submissions == 2


@pytest.mark.parametrize("name", [name for name, (_, is_taken) in DOUBTFUL.items() if not is_taken])
async def test_a_doubt_that_stays_is_shown_and_never_resubmitted(faulty: FaultyWorld, name: str) -> None:
    faulty.api.fail_next(Route.SUBMIT, DOUBTFUL[name][0](), DOUBTFUL[name][0]())
    job = await faulty.live()
    for _ in range(3):
        job = await faulty.world.live(job)

    assert (job.state, faulty.submissions, len(faulty.api.tasks)) == (JobState.UNCLEAR, 2, 0)
    assert [button.action for button in faulty.world.last_card().buttons][:2] == [Action.CHECK_AGAIN, Action.TRY_AGAIN]
    assert "may be charged" in faulty.world.last_card().notes[-1]


async def leave_in_doubt(faulty: FaultyWorld, *, is_taken: bool) -> Job:
    """Bring a job into doubt while the service's list cannot be read either."""
    faulty.api.fail_next(Route.SUBMIT, drop_after() if is_taken else drop_before(), drop_before())
    faulty.api.fail_always(Route.LIST, drop_before())
    job = await faulty.live()
    assert job.state is JobState.UNCLEAR
    faulty.api.lasting_faults.clear()
    return job


async def test_check_again_finds_the_task_and_costs_nothing(faulty: FaultyWorld) -> None:
    job = await leave_in_doubt(faulty, is_taken=True)
    await faulty.world.press(Action.CHECK_AGAIN, job)

    assert_one_video(faulty, await faulty.world.live(job))
    assert faulty.submissions == 2


async def test_check_again_says_so_when_there_is_nothing(faulty: FaultyWorld) -> None:
    job = await leave_in_doubt(faulty, is_taken=False)
    with pytest.raises(RequestRefused):
        await faulty.world.press(Action.CHECK_AGAIN, job)

    assert (faulty.submissions, faulty.world.read(job).state) == (2, JobState.UNCLEAR)


@pytest.mark.parametrize("is_taken", [True, False])
async def test_try_again_submits_once_more_under_the_same_key(faulty: FaultyWorld, *, is_taken: bool) -> None:
    job = await leave_in_doubt(faulty, is_taken=is_taken)
    await faulty.world.press(Action.TRY_AGAIN, job)

    assert_one_video(faulty, await faulty.world.live(job))
    assert faulty.submissions == 3


async def test_a_key_that_is_known_for_another_request_leaves_the_doubt(faulty: FaultyWorld) -> None:
    faulty.api.fail_always(Route.SUBMIT, answer_error(IDEMPOTENCY_CONFLICT))
    job = await faulty.live()

    assert job.state is JobState.UNCLEAR


@pytest.mark.parametrize("name", BUSY)
async def test_a_service_that_stays_busy_costs_nothing(impatient: FaultyWorld, name: str) -> None:
    impatient.api.fail_always(Route.SUBMIT, BUSY[name]())
    job = await impatient.live()

    assert job.failure is not None
    assert (job.state, job.failure.charge) == (JobState.FAILED, Charge.NOT_CHARGED)
    assert impatient.api.tasks == {}


@pytest.mark.parametrize("name", UNANSWERED)
async def test_no_answer_about_a_task_loses_it(faulty: FaultyWorld, name: str) -> None:
    faulty.api.fail_next(Route.QUERY, *[UNANSWERED[name]() for _ in range(4)])
    job = await faulty.live()

    assert_one_video(faulty, job)


async def test_a_task_that_never_ends_is_given_up_in_words(impatient: FaultyWorld) -> None:
    impatient.api.script = ENDLESS
    job = await impatient.live()

    assert job.failure is not None
    assert (job.state, job.failure.charge) == (JobState.EXPIRED, Charge.UNKNOWN)
    assert impatient.world.last_card().state is JobState.EXPIRED


async def test_a_task_that_vanishes_is_given_up_in_words(faulty: FaultyWorld) -> None:
    faulty.api.script = ENDLESS
    async with asyncio.TaskGroup() as tasks:
        life = tasks.create_task(faulty.live())
        async for _ in every_moment():
            if faulty.api.count(Route.QUERY):
                faulty.api.tasks.clear()
                break

    assert life.result().state is JobState.EXPIRED
    assert faulty.submissions == 1


async def test_a_task_that_failed_says_why(faulty: FaultyWorld) -> None:
    faulty.api.script = build_failure("content_policy_violation", "nudity")
    job = await faulty.live()

    assert job.failure is not None
    assert (job.state, job.failure.charge) == (JobState.FAILED, Charge.NOT_CHARGED)
    assert job.failure.sentence in faulty.world.last_card().notes


async def test_a_task_whose_end_brings_no_link_is_asked_about_again(faulty: FaultyWorld) -> None:
    bare = TaskStep(status="completed", progress=100, extra={"results": []})
    faulty.api.script = (bare, bare, TaskStep(status="completed", progress=100))
    job = await faulty.live()

    assert_one_video(faulty, job)


@pytest.mark.parametrize("name", BAD_DOWNLOADS)
async def test_a_bad_download_is_made_again(faulty: FaultyWorld, name: str) -> None:
    faulty.api.fail_next(Route.RESULT, *[BAD_DOWNLOADS[name]() for _ in range(4)])
    job = await faulty.live()

    assert_one_video(faulty, job)


@pytest.mark.parametrize("name", ["HTML 200", "half a video"])
async def test_a_download_that_stays_bad_is_given_up_in_words(impatient: FaultyWorld, name: str) -> None:
    impatient.api.fail_always(Route.RESULT, BAD_DOWNLOADS[name]())
    job = await impatient.live()

    assert job.failure is not None
    assert (job.state, job.failure.charge) == (JobState.EXPIRED, Charge.UNKNOWN)
    assert impatient.world.chat.results == []


@pytest.mark.parametrize("fault", [answer_page(404), answer_page(410), redirect_to("http://10.0.0.1/video.mp4")])
async def test_a_link_that_leads_nowhere_is_told_in_words(faulty: FaultyWorld, fault: Fault) -> None:
    faulty.api.fail_always(Route.RESULT, fault)
    job = await faulty.live()

    assert job.failure is not None
    assert (job.state, job.failure.charge) == (JobState.FAILED, Charge.UNKNOWN)
    assert job.failure.sentence in faulty.world.last_card().notes
