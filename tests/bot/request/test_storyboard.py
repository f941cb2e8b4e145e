from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import RequestRefused
from bot.request.generation_request import Shot, ShotMode, Storyboard
from bot.request.storyboard import format_storyboard, parse_storyboard

#: What a person can type into one shot: anything but the two separators, and not only blanks.
words = (
    st.text(st.characters(exclude_characters="|\n", exclude_categories=["Cs"]), min_size=1, max_size=512)
    .map(str.strip)
    .filter(bool)
)
shots = st.builds(Shot, prompt=words, seconds=st.integers(1, 9999))
storyboards = st.one_of(
    st.just(Storyboard()),
    st.just(Storyboard(mode=ShotMode.INTELLIGENT)),
    st.lists(shots, min_size=1, max_size=6).map(lambda some: Storyboard(mode=ShotMode.CUSTOM, shots=tuple(some))),
)


def refusal_of(text: str) -> RequestRefused:
    """Return the error with which shots are refused."""
    with pytest.raises(RequestRefused) as caught:
        parse_storyboard(text)
    return caught.value


@given(storyboards)
def test_what_is_written_is_read_the_same(storyboard: Storyboard) -> None:
    assert parse_storyboard(format_storyboard(storyboard)) == storyboard


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(RequestRefused):
        storyboard = parse_storyboard(text)

        assert parse_storyboard(format_storyboard(storyboard)) == storyboard


@pytest.mark.parametrize(
    "text",
    [
        "4s: she looks up | 6s: they cheer",
        "4: she looks up|6: they cheer",
        "4 sec: she looks up\n6 seconds: they cheer",
    ],
)
def test_shots_can_be_written_in_several_ways(text: str) -> None:
    looks_up, they_cheer = Shot(prompt="she looks up", seconds=4), Shot(prompt="they cheer", seconds=6)

    assert parse_storyboard(text) == Storyboard(mode=ShotMode.CUSTOM, shots=(looks_up, they_cheer))


@pytest.mark.parametrize("text", ["auto", " AUTO ", "intelligent"])
def test_the_service_may_cut(text: str) -> None:
    assert parse_storyboard(text).mode is ShotMode.INTELLIGENT


@pytest.mark.parametrize("text", ["", "  ", "off", "None", "no"])
def test_nobody_needs_shots(text: str) -> None:
    assert parse_storyboard(text) == Storyboard()


def test_words_may_hold_colons_and_marks() -> None:
    assert parse_storyboard("3s: she says: 10:30, @everyone!").shots[0].prompt == "she says: 10:30, @everyone!"


@pytest.mark.parametrize("text", ["she looks up", "4s she looks up", "x: y", "4.5s: a", "-4s: a", "|", "4s: a | b"])
def test_refuses_what_cannot_be_read(text: str) -> None:
    refused = refusal_of(text)

    assert refused.option == "shots"
    assert refused.sentence.startswith("I could not read the shot `")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("4s: a | 6s:", "Shot 2 has no words."),
        ("0s: a", "Shot 1 needs at least 1 second."),
        (" | ".join(["1s: a"] * 7), "A video has at most 6 shots, and you gave 7."),
        (f"4s: {'x' * 513}", "The words of shot 1 are 513 characters long. The limit for a shot is 512."),
    ],
)
def test_refuses_shots_that_no_service_takes(text: str, words: str) -> None:
    assert refusal_of(text).sentence.startswith(words)


def test_takes_six_shots_of_512_characters() -> None:
    assert len(parse_storyboard(" | ".join([f"1s: {'x' * 512}"] * 6)).shots) == 6
