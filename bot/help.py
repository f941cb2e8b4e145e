"""The text of `/help`, made from the option table."""

from bot.messages import help as sentences
from bot.request.option import Option, OptionKind
from bot.request.options import OPTIONS


def build_help(*, help_command: str = "/help") -> str:
    """Return the whole help as lines of plain text with names in backticks; `help_command` shows it again."""
    lines = [sentences.introduction(), ""]
    lines += [f"`{option.name}` {_describe(option)}" for option in OPTIONS]
    return "\n".join([*lines, "", *sentences.commands(help_command)])


def describe_values(option: Option) -> str:
    """Say what an option takes: its range, its choices or its kind."""
    return {
        OptionKind.PICTURE: "a picture",
        OptionKind.TEXT: f"up to {option.max_length or 0:,} characters",
        OptionKind.LONG_TEXT: f"up to {option.max_length or 0:,} characters",
        OptionKind.INTEGER: f"{option.minimum} to {option.maximum}",
        OptionKind.CHOICE: ", ".join(f"`{choice.value}`" for choice in option.choices),
        OptionKind.SWITCH: "`on`, `off`",
        OptionKind.STORYBOARD: "shots or `auto`",
        OptionKind.LIST: f"up to {option.maximum} ids",
        OptionKind.ADDRESS: "an address",
    }[option.kind]


def describe_default(option: Option) -> str:
    """Say what counts when an option is left out."""
    if isinstance(option.default, bool):
        return "on" if option.default else "off"
    return "" if option.default is None else str(option.default)


def _describe(option: Option) -> str:
    default = describe_default(option)
    tail = f" Default: {default}." if default else ""
    return f"({describe_values(option)}): {option.help}{tail}"
