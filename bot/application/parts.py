"""The parts that one process runs, chosen by the operator or by what is configured."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from bot.errors import RequestRefused
from bot.messages import processes as sentences
from bot.settings import Settings


class Part(StrEnum):
    """What can run in a process of its own."""

    DISCORD = "discord"
    SLACK = "slack"
    WEB = "web"
    #: Takes jobs from the queue and sees them through, for every platform.
    WORKER = "worker"
    #: Draws videos on this machine for those who have no key of the video service.
    STUDIO = "studio"


#: What each part cannot run without, where it cannot.
_VARIABLES: Mapping[Part, str] = MappingProxyType(
    {Part.DISCORD: "FLIPBOOK_DISCORD_TOKEN", Part.SLACK: "FLIPBOOK_SLACK_BOT_TOKEN"}
)


def choose_parts(settings: Settings) -> frozenset[Part]:
    """Return what this process runs; raise `RequestRefused` for parts that are unknown, not set up or not enough."""
    configured = _list_configured(settings)
    chosen = frozenset(_read_part(name) for name in settings.parts.split(",") if name.strip()) or configured
    for part in sorted(chosen & _VARIABLES.keys() - configured):
        raise RequestRefused(sentences.part_not_configured(part, variable=_VARIABLES[part]), option="parts")
    if settings.database_url is None and not configured <= chosen:
        raise RequestRefused(sentences.database_needed(sorted(chosen)), option="parts")
    if settings.api_key is None and settings.studio_url is not None and settings.shared_secret is None:
        raise RequestRefused(sentences.secret_needed(), option="shared_secret")
    return chosen


def _list_configured(settings: Settings) -> frozenset[Part]:
    parts = {Part.WEB, Part.WORKER}
    if settings.discord_token is not None:
        parts.add(Part.DISCORD)
    if _has_slack(settings):
        parts.add(Part.SLACK)
    if settings.api_key is None and settings.studio_url is None:
        parts.add(Part.STUDIO)
    return frozenset(parts)


def _has_slack(settings: Settings) -> bool:
    """Tell whether there is a token of one workspace, or what workspaces need to install the app."""
    return settings.slack_bot_token is not None or settings.slack_client_id is not None


def _read_part(name: str) -> Part:
    try:
        return Part(name.strip().lower())
    except ValueError as error:
        raise RequestRefused(sentences.part_unknown(name.strip(), known=list(Part)), option="parts") from error
