"""The option table as a terminal shows it."""

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from bot.help import describe_default, describe_values
from bot.messages import terminal as sentences
from bot.request.options import OPTIONS


def build_option_table() -> Table:
    """Return all options with what they take."""
    table = Table(*sentences.option_columns(), box=SIMPLE_HEAD)
    for option in OPTIONS:
        cells = (f"--{option.name}", option.help, describe_values(option), describe_default(option))
        table.add_row(*(Text(cell) for cell in cells))
    return table
