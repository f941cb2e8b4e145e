"""What forms carry about with them."""

import pytest

from adapters.slack.drafts import Draft, FormKind, begin_draft, read_draft
from adapters.slack.occasion import Occasion
from adapters.slack.payloads import SlackFile
from bot.errors import RequestRefused

OCCASION = Occasion(
    team_id="T1", user_id="U1", channel_id="C1", thread="1.1", response_url="https://hooks.slack.com/x", event_id="e"
)


def test_a_draft_comes_back_as_it_was() -> None:
    draft = begin_draft(FormKind.EDIT, OCCASION, job_id="a" * 24, has_more=True)

    assert read_draft(draft.spell()) == draft


def test_a_draft_fits_whatever_files_are_called() -> None:
    files = [SlackFile(id=f"F{number:010}", name="🌊" * 200, mimetype="image/png") for number in range(30)]
    draft = begin_draft(FormKind.PICTURES, OCCASION, files=files)
    spelt = draft.model_copy(update={"response_url": "https://hooks.slack.com/" + "x" * 2500}).spell()

    assert len(spelt) <= 3000
    assert [file.id for file in read_draft(spelt).files] == [file.id for file in files[:10]]


@pytest.mark.parametrize("text", ["", "{}", "hello", '{"kind": "steal"}'])
def test_anything_else_is_no_draft(text: str) -> None:
    with pytest.raises(RequestRefused, match="no longer know what this form is about"):
        read_draft(text)


def test_what_is_done_in_a_form_is_done_where_it_was_opened() -> None:
    sent = Occasion(team_id="T1", user_id="U1", user_name="anna", event_id="V1")
    placed = begin_draft(FormKind.NEW, OCCASION).place(sent)

    assert (placed.channel_id, placed.thread, placed.response_url) == ("C1", "1.1", OCCASION.response_url)
    assert (placed.user_name, placed.event_id) == ("anna", "V1")


def test_only_kinds_that_slack_shows_are_previewed() -> None:
    files = [SlackFile(id="F1", mimetype="image/png"), SlackFile(id="F2", mimetype="image/heic")]
    draft: Draft = begin_draft(FormKind.PICTURES, OCCASION, files=files)

    assert [file.is_shown for file in draft.files] == [True, False]
