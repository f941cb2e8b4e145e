"""What Slack sends, as loosely as it sends it."""

import pytest
from pydantic import ValidationError

from adapters.slack.payloads import Click, SlackMessage, SlackView, read_message, read_opened_home


def test_null_is_the_same_as_nothing() -> None:
    message = SlackMessage.model_validate({"text": None, "files": None, "attachments": [{"files": None}]})

    assert (message.text, message.files, message.attachments[0].files) == ("", (), ())


def test_unknown_things_are_passed_over() -> None:
    message, event_id = read_message({"event": {"ts": "1.1", "moods": [1]}, "event_id": "Ev1", "weather": "fine"})

    assert (message.ts, event_id) == ("1.1", "Ev1")


def test_a_field_that_was_emptied_has_no_value() -> None:
    state = {"values": {"aspect": {"field:aspect": {"type": "static_select", "selected_option": None}}}}
    view = SlackView.model_validate({"id": "V1", "hash": None, "state": state})

    assert view.state.values["aspect"]["field:aspect"].selected_option is None


def test_a_click_outside_of_channels_has_none() -> None:
    click = Click.model_validate({"user": {"id": "U1"}, "actions": [{"action_id": "home:animate"}]})

    assert (click.channel, click.message, click.response_url) == (None, None, "")


def test_what_names_nobody_is_refused() -> None:
    with pytest.raises(ValidationError):
        read_opened_home({"event": {"tab": "home"}})
