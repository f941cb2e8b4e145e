from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from adapters.kling.reply import ApiReply, build_reply


@pytest.mark.parametrize(
    ("content", "body"),
    [
        (b'{"id": "x"}', {"id": "x"}),
        (b"", None),
        (b"<html>", None),
        (b'{"id": "x', None),
        (b"\xff\xfe\x00", None),
        (b"[" * 200_000, None),
    ],
)
def test_reads_json_and_takes_anything_else_for_no_body(content: bytes, body: object) -> None:
    assert build_reply(200, {}, content).body == body


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("3", 3.0),
        ("0.25", 0.25),
        ("0", 0.0),
        ("999999", 3600.0),
        ("-1", None),
        ("nan", None),
        ("soon", None),
        ("", None),
    ],
)
def test_reads_how_long_to_wait(header: str, seconds: float | None) -> None:
    assert build_reply(429, {"Retry-After": header}, b"").retry_after_seconds == seconds


def test_reads_a_date_as_the_time_until_then() -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=100), usegmt=True)

    seconds = build_reply(429, {"Retry-After": later}, b"").retry_after_seconds

    assert seconds is not None
    assert 0 < seconds <= 100


def test_a_date_in_the_past_means_no_wait() -> None:
    header = {"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}

    assert build_reply(429, header, b"").retry_after_seconds == 0.0


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"error": {"code": "invalid_request"}}, "invalid_request"),
        ({"error": {"code": 429}}, None),
        ({"error": {"code": "429"}}, None),
        ({"error": {"code": None}}, None),
        ({"error": "broken"}, None),
        ({"success": False, "code": 403, "msg": "no"}, None),
        ({"success": False, "code": "quota_exceeded"}, "quota_exceeded"),
        ([], None),
        (None, None),
    ],
)
def test_finds_the_code_where_it_is_a_word(body: object, code: str | None) -> None:
    assert ApiReply(status=400, body=body).error_code == code


def test_a_successful_file_answer_is_no_error() -> None:
    assert not ApiReply(status=200, body={"success": True, "code": 200}).has_error
    assert ApiReply(status=200, body={"success": False, "code": 400}).has_error


def test_cuts_a_code_of_absurd_length() -> None:
    assert len(ApiReply(status=400, body={"error": {"code": "x" * 10_000}}).error_code or "") == 64
