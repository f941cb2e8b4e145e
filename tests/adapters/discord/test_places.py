"""Channels as places."""

import discord
import pytest

from adapters.discord.places import WANTED_PERMISSIONS, list_missing, mention_channels
from bot.documents import ROOT


@pytest.mark.parametrize(
    ("text", "expected"),
    [("#123456789012345678: yes", "<#123456789012345678>: yes"), ("#general #12", "#general #12")],
)
def test_ids_of_channels_become_links(text: str, expected: str) -> None:
    assert mention_channels(text) == expected


def test_permissions_are_called_as_in_discords_settings_and_in_the_manual() -> None:
    names = list_missing(discord.Permissions.none(), needed=WANTED_PERMISSIONS)
    manual = " ".join((ROOT / "docs" / "discord.md").read_text(encoding="utf-8").split())

    assert set(names) == {
        "View Channel",
        "Send Messages",
        "Send Messages in Threads",
        "Embed Links",
        "Attach Files",
        "Read Message History",
    }
    assert all(name in manual for name in names)
