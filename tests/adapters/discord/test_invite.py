from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from adapters.discord.invite import build_invite
from adapters.discord.places import WANTED_PERMISSIONS


def test_asks_for_what_it_needs_and_never_for_everything() -> None:
    assert WANTED_PERMISSIONS.value == 274878024704
    assert not WANTED_PERMISSIONS.administrator


def test_names_the_application_and_its_scopes() -> None:
    asked = parse_qs(urlsplit(build_invite(5)).query)

    assert asked["client_id"] == ["5"]
    assert asked["scope"] == ["bot applications.commands"]


def test_the_manual_shows_the_same_address() -> None:
    manual = Path(__file__).parents[3] / "docs" / "discord.md"

    assert build_invite(0).replace("client_id=0", "client_id=APPLICATION_ID") in manual.read_text(encoding="utf-8")
