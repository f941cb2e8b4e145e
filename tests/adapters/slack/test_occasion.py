"""What tells one deed from another."""

from adapters.slack.occasion import from_click, from_command, from_form, from_home, from_message, from_shortcut
from adapters.slack.payloads import Click, OpenedHome, SentForm, Shortcut, SlackMessage, SlashCommand

USER = {"id": "U1", "username": "anna"}


def build_click(**changes: object) -> Click:
    """Return a press of a button under a message."""
    action = {"action_id": "job:x:cancel", "action_ts": changes.pop("action_ts", "5.5")}
    body = {"user": USER, "channel": {"id": "C1"}, "message": {"ts": "2.2", "thread_ts": "1.1"}, "actions": [action]}
    return Click.model_validate({**body, **changes})


def test_a_command_stands_in_its_channel() -> None:
    command = SlashCommand(command="/animate", channel_id="C1", user_id="U1", user_name="anna", trigger_id="t")
    occasion = from_command(command, team_id="T1")

    assert (occasion.channel_id, occasion.thread, occasion.event_id) == ("C1", None, "T1:t")


def test_a_shortcut_on_a_message_leads_to_its_thread() -> None:
    shortcut = Shortcut.model_validate(
        {"trigger_id": "t", "user": USER, "channel": {"id": "C1"}, "message": {"ts": "2.2"}}
    )
    reply = shortcut.model_copy(update={"message": SlackMessage(ts="3.3", thread_ts="1.1")})

    assert from_shortcut(shortcut, team_id="T1").thread == "2.2"
    assert from_shortcut(reply, team_id="T1").thread == "1.1"


def test_a_shortcut_from_the_search_stands_nowhere() -> None:
    occasion = from_shortcut(Shortcut.model_validate({"trigger_id": "t", "user": USER}), team_id="T1")

    assert (occasion.channel_id, occasion.thread, occasion.user_name) == ("", None, "anna")


def test_presses_are_told_apart_by_their_moment() -> None:
    first, second = (from_click(build_click(action_ts=moment), team_id="T1") for moment in ("5.5", "6.6"))

    assert first.event_id != second.event_id
    assert first.event_id == from_click(build_click(), team_id="T1").event_id
    assert first.thread == "1.1"


def test_people_and_workspaces_never_share_an_event() -> None:
    ids = {
        from_click(build_click(user={"id": person}), team_id=team).event_id
        for person in ("U1", "U2")
        for team in ("T1", "T2")
    }

    assert len(ids) == 4


def test_a_message_is_the_same_under_any_event() -> None:
    message = SlackMessage(ts="1.1", channel="C1", user="U1")

    assert from_message(message, team_id="T1").event_id == "T1:C1:1.1"


def test_a_form_is_one_event_however_often_it_is_sent() -> None:
    form = SentForm.model_validate({"user": USER, "view": {"id": "V1"}})

    assert from_form(form, team_id="T1").event_id == "T1:V1"


def test_a_home_tab_is_another_event_each_time_it_is_opened() -> None:
    ids = {
        from_home(OpenedHome(user=person, event_ts=moment), team_id="T1").event_id
        for person in ("U1", "U2")
        for moment in ("1.1", "2.2")
    }

    assert len(ids) == 4
