"""Forms that change faster than Slack tells of it."""

from adapters.slack.open_views import OpenViews


def test_only_what_was_told_last_is_up_to_date() -> None:
    views = OpenViews()
    views.note_change("V1", moment="2.0")
    views.note_change("V1", moment="1.0")

    assert views.is_up_to_date("V1", moment="2.0", has_grown=False)
    assert not views.is_up_to_date("V1", moment="1.0", has_grown=False)
    assert views.is_up_to_date("V2", moment="1.0", has_grown=False)


def test_what_was_told_before_a_form_grew_is_out_of_date() -> None:
    views = OpenViews()
    views.note_growth("V1")

    assert not views.is_up_to_date("V1", moment="2.0", has_grown=False)
    assert views.is_up_to_date("V1", moment="2.0", has_grown=True)


def test_only_the_latest_forms_are_remembered() -> None:
    views = OpenViews(most=1)
    views.note_change("V1", moment="2.0")
    views.note_change("V2", moment="2.0")

    assert views.is_up_to_date("V1", moment="1.0", has_grown=False)
