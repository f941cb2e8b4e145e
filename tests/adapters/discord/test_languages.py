"""Commands in other languages."""

from pathlib import Path

import pytest

from bot.messages.discord_languages import TRANSLATIONS
from tests.adapters.discord.house import open_busy_house
from tests.adapters.discord.test_commands import read_command


@pytest.mark.parametrize("language", list(TRANSLATIONS))
def test_every_language_says_everything_within_discords_limits(language: str) -> None:
    words = TRANSLATIONS[language]

    assert words.keys() == TRANSLATIONS["de"].keys()
    assert max(len(word) for word in words.values()) <= 100
    assert len(words["Animate this image"]) <= 32


async def test_discord_is_told_the_words_of_other_languages(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        animate, menu = read_command(house, "animate"), read_command(house, "Animate this image")

    assert animate["description_localizations"]["de"] == "Macht aus einem Bild ein Video."
    assert menu["name_localizations"]["fr"] == "Animer cette image"
