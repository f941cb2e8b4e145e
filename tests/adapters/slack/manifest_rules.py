"""What Slack takes in a manifest, as far as ours goes: names, lengths and counts; anything else is refused."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from pydantic.types import Strict

_Switch = Annotated[bool, Strict()]
_Address = Annotated[str, StringConstraints(pattern=r"^https://", max_length=3000)]
_Name = Annotated[str, StringConstraints(pattern=r"^[a-z_.:]+$", max_length=50)]


class _Group(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Display(_Group):
    name: str = Field(min_length=1, max_length=35)
    description: str = Field(min_length=1, max_length=140)
    background_color: str = Field(pattern=r"^#([0-9a-fA-F]{3}){1,2}$")


class _AppHome(_Group):
    home_tab_enabled: _Switch
    messages_tab_enabled: _Switch
    messages_tab_read_only_enabled: _Switch


class _BotUser(_Group):
    display_name: str = Field(min_length=1, max_length=80)
    always_online: _Switch


class _Shortcut(_Group):
    name: str = Field(min_length=1, max_length=24)
    type: Literal["message", "global"]
    callback_id: str = Field(min_length=1, max_length=255)
    description: str = Field(min_length=1, max_length=150)


class _Command(_Group):
    command: str = Field(pattern=r"^/[a-z]+$", max_length=32)
    url: _Address | None = None
    description: str = Field(min_length=1, max_length=2000)
    #: Left out where there is none; Slack refuses an empty one.
    usage_hint: str = Field(default="-", min_length=1, max_length=1000)
    should_escape: _Switch


class _Features(_Group):
    app_home: _AppHome
    bot_user: _BotUser
    #: Slack's schema has room for 10 and 50, its words speak of 5 each.
    shortcuts: list[_Shortcut] = Field(min_length=1, max_length=5)
    slash_commands: list[_Command] = Field(min_length=1, max_length=5)


class _Scopes(_Group):
    bot: list[_Name] = Field(max_length=255)


class _Oauth(_Group):
    redirect_urls: list[_Address] = Field(default=[], max_length=1000)
    scopes: _Scopes


class _Events(_Group):
    request_url: _Address | None = None
    bot_events: list[_Name] = Field(max_length=100)


class _Interactivity(_Group):
    is_enabled: _Switch
    request_url: _Address | None = None


class _Settings(_Group):
    event_subscriptions: _Events
    interactivity: _Interactivity
    org_deploy_enabled: _Switch
    socket_mode_enabled: _Switch
    token_rotation_enabled: _Switch


class SlackManifest(_Group):
    """A manifest that Slack takes."""

    display_information: _Display
    features: _Features
    oauth_config: _Oauth
    settings: _Settings
