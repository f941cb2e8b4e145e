import json
from typing import Any

import pytest
from pydantic import ValidationError

from adapters.slack.command import spell_manifest
from adapters.slack.http_requests import EVENTS_PATH
from adapters.slack.manifest import EVENTS, SCOPES, build_manifest
from adapters.slack.oauth import REDIRECT_PATH
from bot.documents import ROOT
from tests.adapters.slack.manifest_rules import SlackManifest

URL = "https://bot.example/"
#: The rights that Slack wants for its events; all others need none.
NEEDED = {"app_mention": "app_mentions:read", "message.im": "im:history"}


@pytest.fixture(
    params=[
        {},
        {"public_url": URL},
        {"public_url": URL, "uses_socket": False},
        {"public_url": URL, "uses_socket": False, "is_for_one": True},
    ]
)
def manifest(request: pytest.FixtureRequest) -> dict[str, Any]:
    """Build each kind of manifest."""
    return build_manifest(**request.param)


def test_the_document_is_what_the_code_says() -> None:
    assert (ROOT / "docs" / "slack-manifest.json").read_text(encoding="utf-8") == spell_manifest() + "\n"


def test_slack_takes_every_kind(manifest: dict[str, Any]) -> None:
    taken = SlackManifest.model_validate(manifest)

    assert taken.model_dump(exclude_unset=True) == manifest


@pytest.mark.parametrize(
    ("group", "changes"),
    [
        ("display_information", {"name": "x" * 36}),
        ("display_information", {"description": "x" * 141}),
        ("display_information", {"long_name": "Flipbook"}),
        ("settings", {"socket_mode_enabled": "yes"}),
    ],
)
def test_what_slack_refuses_is_refused_here(group: str, changes: dict[str, object]) -> None:
    manifest = build_manifest()
    manifest[group] |= changes

    with pytest.raises(ValidationError):
        SlackManifest.model_validate(manifest)


def test_everything_that_slack_tells_is_among_the_rights(manifest: dict[str, Any]) -> None:
    scopes = set(manifest["oauth_config"]["scopes"]["bot"])
    events = set(manifest["settings"]["event_subscriptions"]["bot_events"])

    assert {NEEDED[event] for event in events & set(NEEDED)} | {"commands"} <= scopes
    assert len(events) == len(manifest["settings"]["event_subscriptions"]["bot_events"])
    assert len(scopes) == len(manifest["oauth_config"]["scopes"]["bot"])


def test_shortcuts_and_commands_are_few_and_differ(manifest: dict[str, Any]) -> None:
    shortcuts = [one["callback_id"] for one in manifest["features"]["shortcuts"]]
    commands = [one["command"] for one in manifest["features"]["slash_commands"]]

    assert len(set(shortcuts)) == len(shortcuts) <= 5
    assert len(set(commands)) == len(commands) <= 5
    assert all(command.startswith("/") and command == command.lower() for command in commands)


def test_every_right_says_what_it_is_for() -> None:
    assert all(purpose and not purpose.endswith(".") for purpose in SCOPES.values())
    assert not any(scope.endswith((":write.public", "channels:history", "groups:history")) for scope in SCOPES)


def test_socket_mode_needs_no_address() -> None:
    assert "https://" not in spell_manifest()
    assert build_manifest()["settings"]["socket_mode_enabled"]


def test_signed_requests_go_to_the_public_address() -> None:
    manifest = build_manifest(public_url=URL, uses_socket=False)
    settings, features = manifest["settings"], manifest["features"]
    addresses = {settings["event_subscriptions"]["request_url"], settings["interactivity"]["request_url"]}

    assert addresses | {one["url"] for one in features["slash_commands"]} == {f"https://bot.example{EVENTS_PATH}"}
    assert not settings["socket_mode_enabled"]


def test_several_workspaces_come_back_to_our_page_with_tokens_that_rotate() -> None:
    manifest = build_manifest(public_url=URL)

    assert manifest["oauth_config"]["redirect_urls"] == [f"https://bot.example{REDIRECT_PATH}"]
    assert manifest["settings"]["token_rotation_enabled"]
    assert manifest["settings"]["socket_mode_enabled"]


def test_json_is_what_people_paste() -> None:
    assert json.loads(spell_manifest()) == build_manifest()
    assert {"app_mention", "message.im"} <= set(EVENTS)


def test_the_guide_lists_every_right_and_what_it_is_for() -> None:
    guide = (ROOT / "docs" / "slack.md").read_text(encoding="utf-8")

    assert all(f"| `{scope}` | {purpose} |" in guide for scope, purpose in SCOPES.items())
