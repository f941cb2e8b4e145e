from pathlib import Path

import pytest

from adapters.terminal.order import AnimateOrder, read_order
from bot.errors import RequestRefused
from tests.adapters.terminal.builders import build_said

JOB_ID = "0123456789abcdef01234567"


def _read(**said: object) -> AnimateOrder:
    return read_order(build_said(**said), event_id="call")


def test_two_words_are_picture_and_prompt() -> None:
    order = _read(words=["day.png", "the sun sets"])

    assert (order.first, order.options) == (Path("day.png"), {"prompt": "the sun sets"})


def test_a_single_sentence_is_the_prompt() -> None:
    order = _read(words=["dusk falls"], last="night.png")

    assert (order.first, order.last, order.options) == (None, Path("night.png"), {"prompt": "dusk falls"})


@pytest.mark.parametrize("name", ["day.png", "pictures/day.jpeg"])
def test_a_single_file_name_is_the_picture(name: str) -> None:
    assert _read(words=[name], shots="2s: a | 2s: b").first == Path(name)


def test_a_single_word_that_is_a_file_is_the_picture(tmp_path: Path) -> None:
    picture = tmp_path / "a day at the sea"
    picture.touch()

    assert _read(words=[str(picture)]).first == picture


def test_a_prompt_too_long_for_a_file_name_is_a_prompt() -> None:
    assert _read(words=["word " * 1000]).first is None


def test_values_stay_as_they_were_typed() -> None:
    assert _read(duration="five", sound=False).options == {"duration": "five", "sound": False}


def test_each_call_is_a_job_of_its_own() -> None:
    one, other = (read_order(build_said(), event_id=event_id) for event_id in ("one", "two"))

    assert one.job_id != other.job_id


def test_a_resumed_call_is_the_job_it_names() -> None:
    assert _read(resume=JOB_ID).job_id == JOB_ID


@pytest.mark.parametrize(
    ("said", "part"),
    [
        ({"words": ["day.png", "the", "sun"]}, "in quotes"),
        ({"words": ["day.png", "dusk"], "first": "other.png"}, "`--first` is there twice"),
        ({"words": ["day.png", "dusk"], "prompt": "dawn"}, "`--prompt` is there twice"),
        ({"resume": "../../etc"}, "is not a job id"),
        ({"resume": JOB_ID, "words": ["dusk falls"]}, "takes the job as it was"),
        ({"resume": JOB_ID, "output": Path("out.mp4")}, "takes the job as it was"),
    ],
)
def test_refuses_words_that_contradict_each_other(said: dict[str, object], part: str) -> None:
    with pytest.raises(RequestRefused, match=part):
        _read(**said)


@pytest.mark.parametrize(
    ("said", "part"),
    [
        ({"words": ["dusk falls"]}, "There is no picture yet"),
        ({"words": ["missing.png", "dusk falls"]}, "There is no picture `missing.png`"),
        ({"words": ["missing.png", "dusk falls"], "duration": "five"}, "`five` is not"),
    ],
)
def test_the_check_refuses_what_can_be_seen_at_once(said: dict[str, object], part: str) -> None:
    order = _read(**said)

    with pytest.raises(RequestRefused, match=part):
        order.check()
