"""Application commands: keeping what the bot registers, and filling them in as the real client would."""

import re
from collections.abc import Mapping
from enum import IntEnum

from tests.servers.discord.errors import UNKNOWN_COMMAND, Refused, reject_field
from tests.servers.discord.records import Channel, Json
from tests.servers.discord.state import World

MAX_SLASH = 100
MAX_MENU = 15
SLASH_NAME = re.compile(r"^[-_'\w]{1,32}$")
CHAT_INPUT, MESSAGE_MENU = 1, 3
DEFAULTS: Json = {
    "default_member_permissions": None,
    "dm_permission": True,
    "contexts": None,
    "integration_types": [0],
    "nsfw": False,
    "description": "",
}


class OptionType(IntEnum):
    """Kinds of options."""

    SUB_COMMAND = 1
    SUB_COMMAND_GROUP = 2
    STRING = 3
    INTEGER = 4
    BOOLEAN = 5
    USER = 6
    CHANNEL = 7
    ROLE = 8
    NUMBER = 10
    ATTACHMENT = 11


NESTED = {OptionType.SUB_COMMAND, OptionType.SUB_COMMAND_GROUP}


def replace_commands(world: World, guild_id: int | None, given: list[Json]) -> list[Json]:
    """Put a new list of commands in the place of the old one; a command that keeps its name keeps its id."""
    for number, command in enumerate(given):
        _check_command(command, number)
    menus = sum(command.get("type", CHAT_INPUT) == MESSAGE_MENU for command in given)
    if len(given) - menus > MAX_SLASH or menus > MAX_MENU:
        reject_field("", "APPLICATION_COMMAND_TOO_MANY", "Too many commands")
    old = {_key(command): command["id"] for command in world.commands.get(guild_id, [])}
    kept = [_complete(world, guild_id, command, old.get(_key(command))) for command in given]
    world.commands[guild_id] = kept
    return kept


def add_command(world: World, guild_id: int | None, given: Json) -> Json:
    """Put one command in, or in the place of its namesake."""
    others = [command for command in world.commands.get(guild_id, []) if _key(command) != _key(given)]
    return replace_commands(world, guild_id, [*others, given])[-1]


def remove_command(world: World, guild_id: int | None, command_id: str) -> None:
    """Take one command away."""
    commands = world.commands.get(guild_id, [])
    kept = [command for command in commands if command["id"] != command_id]
    if len(kept) == len(commands):
        raise Refused(UNKNOWN_COMMAND)
    world.commands[guild_id] = kept


def _key(command: Json) -> tuple[int, str]:
    return command.get("type") or CHAT_INPUT, command["name"]


def _complete(world: World, guild_id: int | None, command: Json, command_id: str | None) -> Json:
    own: Json = {
        "id": command_id or str(world.mint.mint()),
        "application_id": str(world.application_id),
        "version": str(world.mint.mint()),
        "type": command.get("type") or CHAT_INPUT,
    }
    if guild_id is not None:
        own["guild_id"] = str(guild_id)
    return DEFAULTS | {key: value for key, value in command.items() if value is not None} | own


def _check_command(command: Json, number: int) -> None:
    name, kind = command["name"], command.get("type") or CHAT_INPUT
    if kind != CHAT_INPUT:
        if command.get("description") or command.get("options"):
            reject_field(f"{number}.description", "APPLICATION_COMMAND_INVALID_DESCRIPTION", "Not for menus")
        return
    if not SLASH_NAME.match(name) or name != name.lower():
        reject_field(f"{number}.name", "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")
    if not command.get("description"):
        reject_field(f"{number}.description", "BASE_TYPE_REQUIRED", "This field is required")
    optional_before = False
    for option in command.get("options") or []:
        if option.get("required") and optional_before:
            reject_field(f"{number}.options", "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", "Required first")
        optional_before = optional_before or not option.get("required")


def find_command(world: World, name: str, kind: int, guild_id: int | None) -> Json:
    """Find a registered command; a test that names another one is wrong."""
    places = [world.commands.get(guild_id, []) if guild_id else [], world.commands.get(None, [])]
    for commands in places:
        for command in commands:
            if _key(command) == (kind, name):
                return command
    known = sorted(command["name"] for commands in places for command in commands)
    message = f"no such command is registered: {name!r} of {known}"
    raise LookupError(message)


def check_offered(command: Json, *, context: int, installs: list[int]) -> None:
    """Stop a test that uses a command where the real client would not offer it."""
    contexts, types = command.get("contexts"), command.get("integration_types") or [0]
    if contexts is not None and context not in contexts:
        message = f"{command['name']!r} is offered in the contexts {contexts}, not in {context}"
        raise LookupError(message)
    if not set(installs) & set(types):
        message = f"{command['name']!r} is offered to the installations {types}, not to {installs}"
        raise LookupError(message)


def build_command_data(command: Json, path: list[str], values: Mapping[str, object]) -> Json:
    """Fill a slash command in; `path` leads to a subcommand."""
    data: Json = {"id": command["id"], "name": command["name"], "type": CHAT_INPUT}
    options = _build_options(command.get("options") or [], path, values)
    return data | ({"options": options} if options else {})


def list_picked_channels(data: Json) -> list[str]:
    """Return the ids of the channels that somebody picked, at any depth."""
    found: list[str] = []
    for option in data.get("options") or []:
        if option["type"] == OptionType.CHANNEL:
            found.append(option["value"])
        found += list_picked_channels(option)
    return found


def _build_options(declared: list[Json], path: list[str], values: Mapping[str, object]) -> list[Json]:
    if path:
        chosen = next(option for option in declared if option["name"] == path[0])
        inner = _build_options(chosen.get("options") or [], path[1:], values)
        return [{"name": chosen["name"], "type": chosen["type"], "options": inner}]
    by_name = {option["name"]: option for option in declared if option["type"] not in NESTED}
    if unknown := set(values) - set(by_name):
        message = f"the command has no options {sorted(unknown)}, but {sorted(by_name)}"
        raise LookupError(message)
    if missing := [name for name, option in by_name.items() if option.get("required") and name not in values]:
        message = f"a real client would not send the command without {missing}"
        raise LookupError(message)
    return [_build_option(by_name[name], value) for name, value in values.items()]


def _build_option(option: Json, value: object) -> Json:
    _check_value(option, value)
    kind = OptionType(option["type"])
    if isinstance(value, Channel):
        value = value.id
    is_reference = kind in {OptionType.USER, OptionType.CHANNEL, OptionType.ROLE, OptionType.ATTACHMENT}
    return {"name": option["name"], "type": int(kind), "value": str(value) if is_reference else value}


def _check_value(option: Json, value: object) -> None:
    """Stop a test that sends what the real client would never let through."""
    choices = [choice["value"] for choice in option.get("choices") or []]
    if option["type"] == OptionType.CHANNEL and not isinstance(value, Channel):
        message = f"{option['name']!r} takes a channel"
        raise LookupError(message)
    kinds = option.get("channel_types") or []
    if isinstance(value, Channel) and kinds and int(value.type) not in kinds:
        message = f"{option['name']!r} takes channels of the types {kinds}, not {int(value.type)}"
        raise LookupError(message)
    if choices and value not in choices:
        message = f"{option['name']!r} has no choice {value!r}, but {choices}"
        raise LookupError(message)
    if isinstance(value, str) and not len(value) <= option.get("max_length", len(value)):
        message = f"{option['name']!r} is longer than {option['max_length']}"
        raise LookupError(message)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if is_number and not option.get("min_value", value) <= value <= option.get("max_value", value):
        message = f"{option['name']!r} is outside its range: {value!r}"
        raise LookupError(message)
