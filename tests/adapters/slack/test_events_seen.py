"""Events that are told of more than once."""

from adapters.slack.events_seen import EventsSeen


def test_an_event_is_new_once() -> None:
    seen = EventsSeen()

    assert [seen.is_new("Ev1", "T1:C1:1.1"), seen.is_new("Ev1", "T1:C1:1.1")] == [True, False]


def test_the_same_message_under_another_event_is_known() -> None:
    seen = EventsSeen()
    seen.is_new("Ev1", "T1:C1:1.1")

    assert not seen.is_new("Ev2", "T1:C1:1.1")
    assert not seen.is_new("Ev2", "T1:C1:9.9")


def test_what_has_no_key_is_always_new() -> None:
    seen = EventsSeen()

    assert [seen.is_new(""), seen.is_new("")] == [True, True]


def test_only_the_latest_are_remembered() -> None:
    seen = EventsSeen(most=2)

    assert [seen.is_new(key) for key in ("a", "b", "c", "a")] == [True, True, True, True]
