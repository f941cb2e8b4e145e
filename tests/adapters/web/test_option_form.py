import json

from adapters.web.option_form import draw_options, type_options
from bot.request.generation_request import RequestOptions
from bot.request.options import OPTIONS
from bot.request.reading import read_options
from tests.adapters.web.builders import JOB


def test_the_option_table_travels_as_json() -> None:
    drawn = json.loads(json.dumps(draw_options(OPTIONS)))

    duration = next(option for option in drawn if option["name"] == "duration")
    assert (duration["kind"], duration["minimum"], duration["maximum"]) == ("integer", 3, 15)


def test_typed_options_are_read_back_as_the_same_options() -> None:
    options = JOB.request.options

    assert read_options(type_options(options)) == options


def test_defaults_survive_the_way_through_a_form() -> None:
    assert read_options(type_options(RequestOptions())) == RequestOptions()


def test_switches_are_typed_as_words() -> None:
    typed = type_options(RequestOptions(sound=True))

    assert (typed["sound"], typed["watermark"]) == ("on", "off")
