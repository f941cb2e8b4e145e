import json
from dataclasses import replace

import pytest

from adapters.terminal.ending import EXIT_CODES, Ending, Verdict, end_job, end_with
from bot.errors import RequestRefused, ServiceFailed
from bot.job.job import Charge, Failure, JobState, Price
from tests.adapters.terminal.builders import DONE, JOB, build_failed

CONTENT = Failure(sentence="The content was refused.", code="content")
LOST = Failure(sentence="It is gone.", code="expired", charge=Charge.UNKNOWN)
STOPPED = Failure(sentence="It was cancelled here.", code="cancelled", charge=Charge.CHARGED)


@pytest.mark.parametrize(
    ("ending", "code"),
    [
        (end_job(DONE), 0),
        (end_with(RequestRefused("No picture.")), 2),
        (end_with(ServiceFailed("No disk.")), 3),
        (end_job(build_failed(CONTENT)), 3),
        (end_job(replace(JOB, state=JobState.UNCLEAR)), 4),
        (end_job(build_failed(LOST, JobState.EXPIRED)), 4),
        (end_job(build_failed(STOPPED, JobState.CANCELLED)), 130),
        (end_job(replace(JOB, state=JobState.RENDERING)), 130),
    ],
)
def test_exit_codes_say_how_it_went(ending: Ending, code: int) -> None:
    assert ending.exit_code == code


def test_every_verdict_has_an_exit_code() -> None:
    assert set(EXIT_CODES) == set(Verdict)


def test_a_finished_job_as_json() -> None:
    assert json.loads(end_job(DONE).build_json()) == {
        "job_id": DONE.id,
        "state": "done",
        "path": "/videos/out.mp4",
        "cost": 27.0,
        "seconds": 12.3,
        "video": {"width": 1280, "height": 720, "duration_seconds": 3.0, "size_bytes": 1000, "has_sound": False},
        "notes": [],
        "error": None,
    }


def test_a_refusal_as_json_names_the_option_and_costs_nothing() -> None:
    answer = json.loads(end_with(RequestRefused("Too short.", option="duration")).build_json())

    assert answer["error"] == {"message": "Too short.", "option": "duration"}
    assert (answer["state"], answer["job_id"], answer["cost"]) == ("refused", None, 0)


@pytest.mark.parametrize(("failure", "cost"), [(CONTENT, 0), (LOST, None), (STOPPED, 27.0)])
def test_the_cost_of_a_failure_is_what_is_known_of_it(failure: Failure, cost: float | None) -> None:
    assert json.loads(end_job(build_failed(failure)).build_json())["cost"] == cost


def test_a_failure_says_whether_it_was_charged() -> None:
    assert end_job(build_failed(CONTENT)).sentence == "The content was refused. You weren't charged."


def test_a_free_failure_does_not_speak_of_money() -> None:
    assert end_job(replace(build_failed(LOST), price=Price())).sentence == "It is gone."


@pytest.mark.parametrize("state", [JobState.UNCLEAR, JobState.RENDERING])
def test_an_unfinished_job_is_kept_and_says_how_to_go_on(state: JobState) -> None:
    ending = end_job(replace(JOB, state=state))

    assert ending.keeps_job
    assert f"flipbook animate --resume {JOB.id}" in ending.sentence


def test_a_finished_job_is_not_kept() -> None:
    assert not end_job(DONE).keeps_job
