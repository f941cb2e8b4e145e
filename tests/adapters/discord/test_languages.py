"""Commands in other languages."""

import re
from pathlib import Path

import pytest

from bot.messages.discord_languages import TRANSLATIONS
from bot.request.options import OPTIONS
from tests.adapters.discord.house import open_busy_house
from tests.adapters.discord.test_commands import read_command

NAMES = {*(option.name for option in OPTIONS), "what", "channel", "rule", "video"}
#: How Discord lets options be called.
NAME = re.compile(r"[-_'\w]{1,32}")


@pytest.mark.parametrize("language", list(TRANSLATIONS))
def test_every_option_has_a_name_of_its_own(language: str) -> None:
    names = [TRANSLATIONS[language][option.name] for option in OPTIONS]

    assert len({*names}) == len(names)
    assert all(NAME.fullmatch(TRANSLATIONS[language][name]) for name in NAMES)
    assert [name for name in names if name != name.lower()] == []


@pytest.mark.parametrize("language", list(TRANSLATIONS))
def test_every_language_says_everything_within_discords_limits(language: str) -> None:
    words = TRANSLATIONS[language]

    assert words.keys() == TRANSLATIONS["de"].keys()
    assert max(len(word) for word in words.values()) <= 100
    assert len(words["Animate this image"]) <= 32


async def test_discord_is_told_the_words_of_other_languages(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        animate, menu = read_command(house, "animate"), read_command(house, "Animate this image")

    first, aspect = animate["options"][0], animate["options"][4]
    assert first["name_localizations"]["de"] == "anfang"
    assert first["description_localizations"]["de"] == "Das Bild, mit dem das Video beginnt."
    assert aspect["choices"][0]["name_localizations"]["fr"] == "Comme l'image"
    assert animate["description_localizations"]["de"] == "Macht aus einem Bild ein Video."
    assert menu["name_localizations"]["fr"] == "Animer cette image"


async def test_every_word_that_discord_shows_has_a_translation(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        options = [option for command in house.discord.commands() for option in command.get("options", [])]

    assert [one["name"] for one in options if "de" not in one["name_localizations"]] == []
    assert [one["name"] for one in options if "de" not in one["description_localizations"]] == []
