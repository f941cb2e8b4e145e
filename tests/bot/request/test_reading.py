import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import RequestRefused
from bot.request.generation_request import Aspect, Quality, RequestOptions, Shot, ShotMode, Storyboard
from bot.request.option import OptionKind
from bot.request.options import OPTIONS
from bot.request.reading import read_options

#: Whatever a client may put into JSON, halves of surrogate pairs included.
values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(st.characters(exclude_categories=[])),
    st.lists(st.integers(), max_size=3),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
    st.sampled_from(["4s: a | 6s: b", "auto", "on", "16:9", "https://example.com", "\ud800", "1 2 3", "99999999999"]),
)
raw_options = st.dictionaries(st.one_of(st.sampled_from([one.name for one in OPTIONS]), st.text(max_size=9)), values)


def refusal_of(**raw: object) -> RequestRefused:
    """Return the error with which these options are refused."""
    with pytest.raises(RequestRefused) as caught:
        read_options(raw)
    return caught.value


@given(raw_options)
def test_whatever_is_said_is_read_or_refused(raw: dict[str, object]) -> None:
    try:
        options = read_options(raw)
    except RequestRefused as refused:
        written = refused.sentence.encode()
    else:
        written = options.model_dump_json().encode()

    assert written


def test_nothing_said_means_the_defaults() -> None:
    assert read_options({}) == RequestOptions()


def test_the_defaults_are_those_of_the_table() -> None:
    said = {option.name: option.default for option in OPTIONS if option.default is not None}

    assert read_options(said) == RequestOptions()


@pytest.mark.parametrize("option", [one for one in OPTIONS if one.kind is not OptionKind.PICTURE], ids=str)
def test_empty_values_mean_the_default(option: object) -> None:
    name = option.name  # type: ignore[attr-defined] # parametrised with options

    assert [read_options({name: value}) for value in (None, "", "  ")] == [RequestOptions()] * 3


def test_reads_every_option_as_it_is_typed() -> None:
    options = read_options(
        {
            "prompt": " The sun sets ",
            "negative": "blur",
            "duration": "10",
            "aspect": "16:9",
            "quality": "1080P",
            "sound": "On",
            "elements": "123, 456",
            "watermark": "yes",
            "callback": "https://example.com/hook",
        }
    )

    assert options == RequestOptions(
        prompt="The sun sets",
        negative="blur",
        duration=10,
        aspect=Aspect.WIDE,
        quality=Quality.FULL_HD,
        sound=True,
        elements=("123", "456"),
        watermark=True,
        callback="https://example.com/hook",
    )


def test_an_unknown_option_is_refused_with_the_one_that_was_meant() -> None:
    assert refusal_of(durration=5).sentence == "There is no option `durration`. Did you mean `duration`?"


def test_an_unknown_option_like_no_other_is_refused_with_all_there_are() -> None:
    assert "`prompt`, `duration`" in refusal_of(zzz="x").sentence


@pytest.mark.parametrize("seconds", [3, 15, "3", " 7 ", "+5", "05"])
def test_takes_whole_seconds_within_the_range(seconds: object) -> None:
    assert read_options({"duration": seconds}).duration == int(str(seconds))


@pytest.mark.parametrize("seconds", [2, 16, 0, -5, "2", "16", "999999999"])
def test_refuses_seconds_outside_the_range(seconds: object) -> None:
    refused = refusal_of(duration=seconds)

    assert refused.option == "duration"
    assert refused.sentence.startswith(f"`duration` goes from 3 to 15, and you asked for {seconds}.")


@pytest.mark.parametrize(
    "typed", ["five", "5.0", 5.5, True, "5s", "\N{ARABIC-INDIC DIGIT FIVE}", "1e1", "9999999999", [5]]
)
def test_refuses_what_is_no_whole_number(typed: object) -> None:
    refused = refusal_of(duration=typed)

    assert refused.option == "duration"
    assert refused.sentence.startswith(f"`duration` is a whole number from 3 to 15, and `{typed}` is not.")


def test_a_refusal_repeats_at_most_forty_characters() -> None:
    assert "`" + "x" * 40 + "`" in refusal_of(duration="x" * 500).sentence


@pytest.mark.parametrize(("name", "typed"), [("quality", "8k"), ("aspect", "4:3"), ("aspect", "auto16:9")])
def test_refuses_what_cannot_be_chosen(name: str, typed: str) -> None:
    refused = refusal_of(**{name: typed})

    assert refused.option == name
    assert f"`{typed}` is none of them" in refused.sentence


@pytest.mark.parametrize("typed", ["on", "ON", "true", "yes", "1", True, 1])
def test_a_switch_can_be_turned_on(typed: object) -> None:
    assert read_options({"sound": typed}).sound


@pytest.mark.parametrize("typed", ["off", "Off", "false", "no", "0", False, 0])
def test_a_switch_can_be_turned_off(typed: object) -> None:
    assert not read_options({"watermark": typed}).watermark


def test_refuses_a_switch_that_is_neither_on_nor_off() -> None:
    assert refusal_of(sound="loud").sentence == "`sound` is `on` or `off`, and `loud` is neither."


@pytest.mark.parametrize("name", ["prompt", "negative"])
def test_takes_2500_characters_and_refuses_2501(name: str) -> None:
    longest = read_options({name: "x" * 2500})

    assert len(getattr(longest, name)) == 2500
    assert "2,501 characters" in refusal_of(**{name: "x" * 2501}).sentence


@pytest.mark.parametrize("typed", [5, ["a"], {"a": 1}])
def test_refuses_words_that_are_no_text(typed: object) -> None:
    assert refusal_of(prompt=typed).option == "prompt"


@pytest.mark.parametrize(
    "words",
    [
        "@everyone <@&1> <!channel>",
        "👩‍🚀 floats 🌊",
        "שלום עולם \N{RIGHT-TO-LEFT OVERRIDE}abc",
        "`code` *bold* [a](b)",
        "line one\nline two",
    ],
)
def test_words_pass_as_plain_text(words: str) -> None:
    assert read_options({"prompt": words}).prompt == words


def test_what_cannot_be_stored_is_taken_out_of_words() -> None:
    assert read_options({"prompt": "a\ud800b\x00c\r\nd 😀"}).prompt == "a\N{REPLACEMENT CHARACTER}bc\nd 😀"


@pytest.mark.parametrize("typed", ["1 2 3", "1,2,3", " 1 , 2,\n3, "])
def test_a_list_is_separated_by_commas_or_blanks(typed: str) -> None:
    assert read_options({"elements": typed}).elements == ("1", "2", "3")


def test_refuses_a_fourth_element() -> None:
    assert refusal_of(elements="1 2 3 4").sentence == "`elements` takes at most 3, and you gave 4."


@pytest.mark.parametrize("typed", ["a/b", "<<<element_1>>>", "x" * 65, "é"])
def test_refuses_what_is_no_element_id(typed: str) -> None:
    assert refusal_of(elements=typed).option == "elements"


def test_the_duration_follows_the_shots_when_it_is_left_out() -> None:
    options = read_options({"shots": "4s: she looks up | 6s: the crowd cheers"})

    assert options.duration == 10
    assert options.shots == Storyboard(
        mode=ShotMode.CUSTOM,
        shots=(Shot(prompt="she looks up", seconds=4), Shot(prompt="the crowd cheers", seconds=6)),
    )


def test_a_duration_that_was_said_is_kept_beside_shots() -> None:
    assert read_options({"shots": "4s: a | 6s: b", "duration": 11}).duration == 11


@pytest.mark.parametrize("shots", ["1s: a | 1s: b", "9s: a | 9s: b"])
def test_refuses_shots_whose_sum_no_video_can_have(shots: str) -> None:
    assert "A video is 3 to 15 seconds long." in refusal_of(shots=shots).sentence


def test_automatic_shots_keep_the_default_duration() -> None:
    options = read_options({"shots": "auto"})

    assert (options.shots.mode, options.duration) == (ShotMode.INTELLIGENT, 5)
