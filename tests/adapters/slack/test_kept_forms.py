"""Refused forms that can be opened again."""

from adapters.slack.drafts import Draft, FormKind
from adapters.slack.kept_forms import KeptForm, KeptForms
from adapters.slack.routing import Wish

FORM = KeptForm(team_id="T1", user_id="U1", draft=Draft(kind=FormKind.NEW), words={"prompt": "waves"}, wish=Wish.ME)


def test_a_form_is_given_back_to_whoever_sent_it_alone() -> None:
    forms = KeptForms()
    key = forms.keep(FORM)

    assert forms.find(key, team_id="T1", user_id="U1") == FORM
    assert forms.find(key, team_id="T1", user_id="U2") is None
    assert forms.find(key, team_id="T2", user_id="U1") is None


def test_only_the_latest_forms_are_kept() -> None:
    forms = KeptForms(most=1)
    first, second = forms.keep(FORM), forms.keep(FORM)

    assert forms.find(first, team_id="T1", user_id="U1") is None
    assert forms.find(second, team_id="T1", user_id="U1") == FORM
