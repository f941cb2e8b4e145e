"""Which fields forms have."""

from dataclasses import replace

from adapters.slack.drafts import Draft, DraftFile, FormKind
from adapters.slack.form_rows import Before, list_rows, read_before
from bot.request.generation_request import GenerationRequest, RequestOptions
from bot.request.options import OPTIONS
from bot.request.spelling import spell_options
from tests.contracts.samples import build_job

PICTURES = (DraftFile(id="F1", name="day.png"), DraftFile(id="F2", name="night.png"))


def list_names(draft: Draft, before: Before | None = None) -> list[str]:
    """Return the names of a form's fields."""
    return [row.option.name for row in list_rows(draft, before or Before())]


def test_a_new_form_begins_with_pictures() -> None:
    assert list_names(Draft(kind=FormKind.NEW))[:3] == ["first", "last", "prompt"]


def test_a_form_about_pictures_begins_with_words() -> None:
    assert list_names(Draft(kind=FormKind.PICTURES, files=PICTURES[:1]))[:2] == ["prompt", "last"]


def test_a_form_about_several_pictures_lets_choose_both_ends() -> None:
    rows = list_rows(Draft(kind=FormKind.PICTURES, files=PICTURES), Before())
    first, last = rows[1], rows[2]

    assert (first.names, first.default) == (["1. day.png", "2. night.png"], "0")
    assert (last.option.name, last.default) == ("last", "")


def test_everything_that_can_be_said_is_in_a_full_form() -> None:
    names = list_names(Draft(kind=FormKind.NEW, has_more=True))

    assert sorted(names) == sorted(option.name for option in OPTIONS)


def test_what_is_advanced_is_shown_when_a_job_said_it() -> None:
    plain, shy = RequestOptions(prompt="a ship"), RequestOptions(prompt="a ship", negative="rain")

    assert not Before(words=spell_options(plain)).has_more
    assert Before(words=spell_options(shy)).has_more


def test_a_storyboard_alone_needs_no_full_form() -> None:
    shots = {"mode": "custom", "shots": [{"prompt": "dawn", "seconds": 5}]}
    job = build_job("a")
    options = RequestOptions.model_validate({"shots": shots})
    before = read_before(replace(job, request=GenerationRequest(options=options)), kind=FormKind.EDIT)

    assert not before.has_more
    assert list_names(Draft(kind=FormKind.EDIT, job_id=job.id), before)[:2] == ["shots", "first"]


def test_to_continue_takes_new_words() -> None:
    assert read_before(build_job("a"), kind=FormKind.CONTINUE).words["prompt"] == ""
