import pytest

from bot.errors import RequestRefused
from bot.request.generation_request import Quality, RequestOptions
from bot.request.reading import read_options
from bot.request.rules import check_offer, check_rules, notes_for
from tests.fakes.video_service import FREE, PAID

PROMPT = {"prompt": "The sun sets"}


def refusal_of(raw: dict[str, object], *, has_first: bool = True, has_last: bool = False) -> RequestRefused:
    """Return the error with which a request is refused."""
    with pytest.raises(RequestRefused) as caught:
        check_rules(read_options(raw), has_first=has_first, has_last=has_last)
    return caught.value


def test_refuses_a_request_without_a_picture() -> None:
    assert refusal_of({**PROMPT}, has_first=False).option == "first"


@pytest.mark.parametrize(("has_first", "has_last"), [(True, False), (False, True), (True, True)])
def test_takes_one_picture_at_either_end_or_both(*, has_first: bool, has_last: bool) -> None:
    check_rules(read_options(PROMPT), has_first=has_first, has_last=has_last)


@pytest.mark.parametrize("raw", [{}, {"prompt": "  "}, {"shots": "auto"}])
def test_refuses_a_request_without_words(raw: dict[str, object]) -> None:
    assert refusal_of(raw).option == "prompt"


def test_shots_bring_their_own_words() -> None:
    check_rules(read_options({"shots": "3s: a | 2s: b"}), has_first=True, has_last=False)


@pytest.mark.parametrize("shots", ["auto", "3s: a | 2s: b"])
def test_refuses_a_last_frame_with_shots(shots: str) -> None:
    refused = refusal_of({**PROMPT, "shots": shots}, has_last=True)

    assert refused.option == "shots"
    assert refused.sentence == "A last frame cannot be combined with `shots`. Remove one of the two."


def test_refuses_shots_that_sum_to_11_of_10() -> None:
    refused = refusal_of({"shots": "5s: a | 6s: b", "duration": 10})

    assert refused.option == "shots"
    assert refused.sentence.startswith("The shots add up to 11 seconds, and the video is 10.")


@pytest.mark.parametrize(
    ("elements", "words"),
    [("1 2", "<<<element_3>>> waves"), ("", "<<<element_1>>>"), ("1", "<<<element_0>>>"), ("1", "<<<element_99999>>>")],
)
def test_refuses_words_that_name_a_missing_element(elements: str, words: str) -> None:
    refused = refusal_of({"prompt": words, "elements": elements})

    assert refused.option == "elements"
    assert words.split(maxsplit=1)[0] in refused.sentence


def test_refuses_a_shot_that_names_a_missing_element() -> None:
    assert refusal_of({"shots": "5s: <<<element_1>>> waves"}).option == "elements"


def test_words_may_name_the_elements_there_are() -> None:
    options = read_options({"prompt": "<<<element_1>>> meets <<<element_2>>>", "elements": "1 2"})

    check_rules(options, has_first=True, has_last=True)


@pytest.mark.parametrize(
    "address",
    [
        "http://example.com/hook",
        "ftp://example.com",
        "https://127.0.0.1/hook",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://10.1.2.3/",
        "https://192.168.0.1/",
        "https://172.16.0.1:8443/",
        "https://169.254.169.254/latest/meta-data",
        "https://localhost/",
        "https://printer.local/",
        "https://intranet/",
        "https://user:secret@example.com/",
        "https://example.com\\@127.0.0.1/",
        "not an address",
    ],
)
def test_refuses_a_callback_that_is_not_public(address: str) -> None:
    refused = refusal_of({**PROMPT, "callback": address})

    assert refused.option == "callback"
    assert refused.sentence.startswith("`callback` cannot be used: ")


def test_takes_a_public_callback() -> None:
    check_rules(read_options({**PROMPT, "callback": "https://example.com/hook?job=1"}), has_first=True, has_last=False)


def test_a_quality_that_the_service_lacks_is_refused() -> None:
    with pytest.raises(RequestRefused) as caught:
        check_offer(RequestOptions(quality=Quality.ULTRA_HD), PAID)

    assert caught.value.option == "quality"
    assert caught.value.sentence == "Paid service does not offer `4k`. It offers `1080p`, `720p`."


@pytest.mark.parametrize("quality", list(Quality))
def test_a_quality_that_the_service_has_is_taken(quality: Quality) -> None:
    check_offer(RequestOptions(quality=quality), FREE)


@pytest.mark.parametrize(
    ("raw", "count"), [({**PROMPT, "shots": "5s: a"}, 1), ({"shots": "5s: a"}, 0), ({**PROMPT, "shots": "auto"}, 0)]
)
def test_tells_that_a_prompt_beside_shots_is_ignored(raw: dict[str, object], count: int) -> None:
    assert len(notes_for(read_options(raw))) == count
