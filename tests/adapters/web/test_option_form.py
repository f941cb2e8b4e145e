import json

from adapters.web.option_form import draw_commands, draw_options
from bot.request.options import OPTIONS


def test_the_option_table_travels_as_json() -> None:
    drawn = json.loads(json.dumps(draw_options(OPTIONS)))

    duration = next(option for option in drawn if option["name"] == "duration")
    assert (duration["kind"], duration["minimum"], duration["maximum"]) == ("integer", 3, 15)


def test_every_command_says_what_it_does() -> None:
    commands = draw_commands()

    assert [command["name"] for command in commands] == ["animate", "jobs", "notify", "help"]
    assert all(command["help"] for command in commands)
