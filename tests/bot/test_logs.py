import io
import json
import logging

import pytest

from bot.logs import mask_secrets, set_up_logging

logger = logging.getLogger("tests.logs")
#: What keys of the video service look like.
KEY = "sk-1234567890abcdef"


def log(log_format: str, message: str, *args: object, **fields: object) -> str:
    """Return what is written of one warning."""
    stream = io.StringIO()
    set_up_logging(level="INFO", log_format=log_format, stream=stream)
    logger.warning(message, *args, extra=fields)
    return stream.getvalue()


def test_a_line_for_machines_holds_every_field() -> None:
    record = json.loads(log("json", "The job %s ended", "a", job_id="a1"))

    assert record["event"] == "The job a ended"
    assert (record["level"], record["logger"], record["job_id"]) == ("warning", "tests.logs", "a1")
    assert record["timestamp"].endswith("Z")


def test_a_line_for_people_holds_every_field() -> None:
    line = log("text", "The job %s ended", "a", job_id="a1")

    assert "The job a ended" in line
    assert "job_id=a1" in line


@pytest.mark.parametrize("log_format", ["json", "text"])
@pytest.mark.parametrize("name", ["token", "api_key", "Authorization", "callback_secret", "password", "signature"])
def test_fields_that_are_named_like_secrets_are_masked(log_format: str, name: str) -> None:
    line = log(log_format, "Calling", **{name: "hunter2"})

    assert "hunter2" not in line
    assert "***" in line


@pytest.mark.parametrize("log_format", ["json", "text"])
@pytest.mark.parametrize(
    "text",
    [
        f"Bearer {KEY}",
        KEY,
        f"key={KEY}",
        "/media/x.jpg?expires=1&signature=1234567890abcdef",
        "0123456789abcdef01234567.abcdef.1234567890abcdef1234567890abcdef123456",
        "PATCH https://discord.com/api/v10/webhooks/17/aW50-1234567890abcdef/messages/@original",
        "POST https://discord.com/api/v10/interactions/17/aW50-1234567890abcdef/callback",
        "xoxb-17-18-1234567890abcdef",
        "xoxe.xoxb-1-1234567890abcdef",
        "xapp-1-A017-18-1234567890abcdef",
        "wss://wss-primary.slack.com/link/?ticket=aa-1234567890abcdef&app_id=17",
        "https://files.slack.com/upload/v1/1234567890abcdef",
        "https://hooks.slack.com/commands/T17/18/1234567890abcdef",
    ],
)
def test_texts_that_hold_secrets_are_masked(log_format: str, text: str) -> None:
    lines = [log(log_format, text), log(log_format, "Calling %s", text), log(log_format, "Calling", url=text)]

    assert not [line for line in lines if "1234567890abcdef" in line]


@pytest.mark.parametrize("log_format", ["json", "text"])
def test_secrets_in_traces_are_masked(log_format: str) -> None:
    stream = io.StringIO()
    set_up_logging(level="INFO", log_format=log_format, stream=stream)
    try:
        int(KEY)
    except ValueError:
        logger.exception("It failed")

    assert "ValueError" in stream.getvalue()
    assert KEY not in stream.getvalue()


@pytest.mark.parametrize("nested", [{"headers": {"Authorization": "hunter2"}}, {"calls": [f"Bearer {KEY}"]}])
def test_secrets_inside_other_values_are_masked(nested: dict[str, object]) -> None:
    line = log("json", "Calling", **nested)

    assert "hunter2" not in line
    assert KEY not in line


def test_what_is_no_secret_stays() -> None:
    record = {"event": "Submitted", "job_id": "a1b2c3", "seconds": 5, "task_id": "task-unified-1-abc"}

    assert mask_secrets(None, "info", dict(record)) == record


def test_records_below_the_level_are_left_out() -> None:
    stream = io.StringIO()
    set_up_logging(level="WARNING", log_format="text", stream=stream)
    logger.info("not now")

    assert stream.getvalue() == ""
