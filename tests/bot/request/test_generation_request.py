import pytest
from pydantic import ValidationError

from bot.request.generation_request import GenerationRequest, Picture, RequestOptions
from bot.request.reading import read_options

REQUEST = GenerationRequest(
    options=read_options({"shots": "4s: a 👋 | 6s: b", "elements": "1 2", "quality": "4k", "sound": "on"}),
    first_frame=Picture(key="day.jpg", media_type="image/jpeg", width=640, height=360, size_bytes=3),
)


def test_a_request_can_be_stored_and_read_again() -> None:
    assert GenerationRequest.model_validate_json(REQUEST.model_dump_json()) == REQUEST


def test_a_request_never_changes() -> None:
    with pytest.raises(ValidationError):
        REQUEST.first_frame = None  # type: ignore[misc] # what is forbidden is the point


def test_a_request_knows_nothing_but_its_parts() -> None:
    with pytest.raises(ValidationError):
        RequestOptions.model_validate({"seed": 1})
