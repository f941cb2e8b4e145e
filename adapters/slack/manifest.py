"""The manifest by which the app is set up at Slack: made from what the bot really does, so that it asks for no more."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from adapters.slack.custom_ids import (
    ANIMATE_COMMAND,
    GLOBAL_SHORTCUT,
    JOBS_COMMAND,
    MESSAGE_SHORTCUT,
    NOTIFY_COMMAND,
)
from adapters.slack.http_requests import EVENTS_PATH
from adapters.slack.oauth import REDIRECT_PATH
from bot.messages import slack_setup as sentences

#: What each right is for, as the documents tell it.
SCOPES: Mapping[str, str] = MappingProxyType(
    {
        "app_mentions:read": "hears when it is mentioned",
        "channels:join": "joins a public channel when somebody asks for a video in it",
        "channels:read": "knows which public channels there are and who is in them",
        "chat:write": "posts and edits its cards",
        "commands": "offers its commands and shortcuts",
        "files:read": "opens the pictures that people hand it",
        "files:write": "posts videos",
        "groups:read": "knows who is in the private channels that it was invited to",
        "im:history": "hears what is written to it directly",
        "im:read": "knows whom a direct conversation is with",
        "im:write": "writes to people directly",
        "users:read": "knows what people are called and who keeps order",
    }
)
EVENTS = ("app_home_opened", "app_mention", "app_uninstalled", "message.im", "tokens_revoked")
#: What only organisations have to tell.
ORGANISATION_EVENTS = ("team_access_revoked",)
_BACKGROUND = "#1f2937"


def build_manifest(
    *, public_url: str | None = None, uses_socket: bool = True, is_for_one: bool = False
) -> dict[str, Any]:
    """Return the manifest: for one workspace, or for any where people can install the app at `public_url`.

    Slack speaks to the bot by Socket Mode, or by signed requests to `public_url`; `is_for_one` tells that the address
    serves for those alone.
    """
    address = public_url.rstrip("/") if public_url else None
    public = None if is_for_one else address
    base = None if uses_socket else address
    return {
        "display_information": {
            "name": sentences.app_name(),
            "description": sentences.app_description(),
            "background_color": _BACKGROUND,
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": sentences.app_name(), "always_online": True},
            "shortcuts": _list_shortcuts(),
            "slash_commands": _list_commands(base),
        },
        "oauth_config": {
            **({"redirect_urls": [f"{public}{REDIRECT_PATH}"]} if public else {}),
            "scopes": {"bot": sorted(SCOPES)},
        },
        "settings": {
            "event_subscriptions": {**_tell_address(base), "bot_events": _list_events(is_public=public is not None)},
            "interactivity": {"is_enabled": True, **_tell_address(base)},
            # An organisation can only install for all its workspaces what can be installed at all.
            "org_deploy_enabled": public is not None,
            "socket_mode_enabled": base is None,
            # A token in the settings cannot be renewed; those of installations are.
            "token_rotation_enabled": public is not None,
        },
    }


def _list_events(*, is_public: bool) -> list[str]:
    return sorted((*EVENTS, *ORGANISATION_EVENTS) if is_public else EVENTS)


def _list_shortcuts() -> list[dict[str, str]]:
    return [
        {
            "name": sentences.message_shortcut(),
            "type": "message",
            "callback_id": MESSAGE_SHORTCUT,
            "description": sentences.message_shortcut_description(),
        },
        {
            "name": sentences.global_shortcut(),
            "type": "global",
            "callback_id": GLOBAL_SHORTCUT,
            "description": sentences.global_shortcut_description(),
        },
    ]


def _list_commands(base: str | None) -> list[dict[str, Any]]:
    commands = (
        (ANIMATE_COMMAND, sentences.animate_command(), sentences.animate_hint()),
        (JOBS_COMMAND, sentences.jobs_command(), ""),
        (NOTIFY_COMMAND, sentences.notify_command(), sentences.notify_hint()),
    )
    return [
        {
            "command": name,
            **({"url": f"{base}{EVENTS_PATH}"} if base else {}),
            "description": description,
            **({"usage_hint": hint} if hint else {}),
            # Slack would otherwise not say which channels and people somebody means.
            "should_escape": name == NOTIFY_COMMAND,
        }
        for name, description, hint in commands
    ]


def _tell_address(base: str | None) -> dict[str, str]:
    return {"request_url": f"{base}{EVENTS_PATH}"} if base else {}
