"""The languages in which Discord shows the commands, by Discord's names. Their words stand in files of their own.

The names of commands stay as they are in every language, because help and answers name them; those of options change,
because people only pick them from a list.
"""

from collections.abc import Mapping
from types import MappingProxyType

from bot.messages.discord_french import FRENCH
from bot.messages.discord_german import GERMAN
from bot.messages.discord_portuguese import PORTUGUESE
from bot.messages.discord_spanish import SPANISH

TRANSLATIONS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {"de": GERMAN, "fr": FRENCH, "es-ES": SPANISH, "es-419": SPANISH, "pt-BR": PORTUGUESE}
)
