"""Buttons of private answers and of the Home tab."""

from adapters.slack.buttons import build_again_button, build_fetch_button, build_open_button
from adapters.slack.custom_ids import AGAIN_BUTTONS, OPEN_FORM, JobButtonId, OwnVerb, parse_job_button

JOB_ID = "a1" * 12
#: What Slack allows of a button.
MOST_LABEL, MOST_ID = 75, 255


def test_a_kept_video_is_fetched_by_its_job() -> None:
    button = build_fetch_button(JOB_ID)

    assert parse_job_button(button["action_id"]) == JobButtonId(job_id=JOB_ID, verb=OwnVerb.FETCH)


def test_a_refused_form_is_carried_by_its_button() -> None:
    button = build_again_button("the form")

    assert AGAIN_BUTTONS.match(button["action_id"])
    assert button["value"] == "the form"


def test_only_the_way_to_begin_stands_out() -> None:
    buttons = [build_open_button(), build_fetch_button(JOB_ID), build_again_button("the form")]

    assert [button.get("style") for button in buttons] == ["primary", None, None]
    assert buttons[0]["action_id"] == OPEN_FORM


def test_slack_takes_every_button() -> None:
    for button in (build_open_button(), build_fetch_button(JOB_ID), build_again_button("x" * 2000)):
        assert button["type"] == "button"
        assert 0 < len(button["text"]["text"]) <= MOST_LABEL
        assert len(button["action_id"]) <= MOST_ID
