"""Refused forms that can be opened again."""

import base64
import secrets
import zlib

import pytest

from adapters.slack.drafts import Draft, DraftFile, FormKind
from adapters.slack.kept_forms import KeptForm, KeptForms
from adapters.slack.routing import Wish

DRAFT = Draft(kind=FormKind.NEW, uploads={"first": DraftFile(id="F1", name="day.png")}, channel_id="C1", thread="1.2")
FORM = KeptForm(team_id="T1", user_id="U1", draft=DRAFT, words={"prompt": "wäves & <more>"}, wish=Wish.ME)
#: Nothing makes this any shorter.
LONG = FORM.model_copy(update={"words": {"prompt": secrets.token_hex(2000)}})


def test_a_button_carries_the_form_into_another_process() -> None:
    carried = KeptForms().keep(FORM)

    assert KeptForms().find(carried, team_id="T1", user_id="U1") == FORM


@pytest.mark.parametrize("form", [FORM, LONG])
def test_a_form_is_given_back_to_whoever_sent_it_alone(form: KeptForm) -> None:
    forms = KeptForms()
    carried = forms.keep(form)

    assert forms.find(carried, team_id="T1", user_id="U1") == form
    assert forms.find(carried, team_id="T1", user_id="U2") is None
    assert forms.find(carried, team_id="T2", user_id="U1") is None


def test_a_long_prompt_fits_into_a_button() -> None:
    words = "The camera glides slowly past red maple leaves while a cold wind moves the lake and mist rises. "
    carried = KeptForms().keep(FORM.model_copy(update={"words": {"prompt": words * 26}}))

    assert len(carried) <= 2000
    assert KeptForms().find(carried, team_id="T1", user_id="U1") is not None


def test_only_the_latest_long_forms_are_kept_in_memory() -> None:
    forms = KeptForms(most=1)
    first, second = forms.keep(LONG), forms.keep(LONG)

    assert max(len(first), len(second)) < 100
    assert forms.find(first, team_id="T1", user_id="U1") is None
    assert forms.find(second, team_id="T1", user_id="U1") == LONG


def test_addresses_for_answers_are_not_carried() -> None:
    form = FORM.model_copy(update={"draft": DRAFT.model_copy(update={"response_url": "https://hooks/secret"})})
    found = KeptForms().find(KeptForms().keep(form), team_id="T1", user_id="U1")

    assert found == FORM


@pytest.mark.parametrize(
    "carried",
    ["", "key:", "key:0a", "no base", "aGVsbG8=", base64.urlsafe_b64encode(zlib.compress(bytes(10_000_000))).decode()],
)
def test_anything_else_is_no_form(carried: str) -> None:
    assert KeptForms().find(carried, team_id="T1", user_id="U1") is None
