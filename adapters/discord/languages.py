"""Hands the library the words of other languages for what it registers."""

import discord
from discord import app_commands

from bot.messages.discord_languages import TRANSLATIONS


class CommandTranslator(app_commands.Translator):
    """Looks words up; what has no translation stays English."""

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,
    ) -> str | None:
        """Return the words in a language, or None."""
        _ = context
        return TRANSLATIONS.get(locale.value, {}).get(string.message)
