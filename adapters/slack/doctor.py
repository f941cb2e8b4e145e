"""Looks at how the bot stands in Slack, and says what to do where something is wrong. It changes nothing."""

import time
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from pydantic import SecretStr
from slack_sdk.oauth.installation_store import Bot
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.channel_search import list_channels
from adapters.slack.connection import SLACK_API, Identity, fetch_identity
from adapters.slack.errors import calling_slack
from adapters.slack.manifest import SCOPES
from adapters.slack.retries import build_retry_handlers
from adapters.slack.text import PLATFORM
from bot.checkup import Finding
from bot.errors import ServiceBusy, ServiceFailed
from bot.job.job import ReplyAddress
from bot.messages import slack_setup as sentences
from bot.ports import NotificationStore

_MOST_NAMED = 10
#: So begin tokens that Slack ends after twelve hours.
_ROTATING = "xoxe."
#: They let the bot look for what it may have posted, as the manual says.
_OPTIONAL_SCOPES = frozenset({"channels:history", "groups:history"})
#: Without these, channels cannot be listed, and that they are missing is said already.
_LISTING_SCOPES = ("channels:read", "groups:read")
_MOST_WORKSPACES = 20


class InstallationBook(Protocol):
    """Keeps the tokens of workspaces that installed the app."""

    async def list_teams(self) -> Sequence[str]:
        """Return the ids of all workspaces."""

    async def find_bot_of_team(self, team_id: str) -> Bot | None:
        """Return what the bot was given for a workspace."""


async def examine_slack(
    bot_token: SecretStr | None,
    *,
    app_token: SecretStr | None,
    rules: NotificationStore | None = None,
    base_url: str = SLACK_API,
) -> Sequence[Finding]:
    """Return what there is to say about the tokens, the rights and the channels that `rules` announce videos in."""
    findings = [] if app_token is None else [await _examine_app_token(app_token, base_url=base_url)]
    if bot_token is None:
        return findings
    token = bot_token.get_secret_value()
    if token.startswith(_ROTATING):
        findings.append(_bad(sentences.bot_token_rotates()))
    return [*findings, *await _examine_workspace(token, rules=rules, base_url=base_url)]


async def examine_installations(
    book: InstallationBook, *, rules: NotificationStore | None = None, base_url: str = SLACK_API
) -> Sequence[Finding]:
    """Return what there is to say about the workspaces that installed the app; no token is renewed for it."""
    teams = await book.list_teams()
    if not teams:
        return [_good(sentences.not_installed_yet())]
    findings: list[Finding] = []
    for team_id in teams[:_MOST_WORKSPACES]:
        bot = await book.find_bot_of_team(team_id)
        if bot is None:
            continue
        if bot.bot_token_expires_at is not None and bot.bot_token_expires_at < time.time():
            findings.append(_good(sentences.token_ended(bot.team_name or team_id)))
            continue
        findings += await _examine_workspace(bot.bot_token, rules=rules, base_url=base_url, name=bot.team_name)
    if len(teams) > _MOST_WORKSPACES:
        findings.append(_good(sentences.more_workspaces(_MOST_WORKSPACES)))
    return findings


async def _examine_workspace(
    token: str, *, rules: NotificationStore | None, base_url: str, name: str | None = None
) -> list[Finding]:
    """Look at one workspace; `name` is what it is called where its own token is one of several."""
    client = _build_client(token, base_url=base_url)
    try:
        identity = await fetch_identity(client)
    except ServiceBusy as error:
        return [_bad(sentences.slack_is_silent(error.code))]
    except ServiceFailed as error:
        told = sentences.bot_token_fails(error.code)
        return [_bad(told if name is None else sentences.installation_fails(name, code=error.code))]
    findings = [_good(sentences.bot_token_works(identity.team_name)), _examine_scopes(identity)]
    channels = [] if rules is None else await _read_channels(rules, team_id=identity.team_id)
    findings += [await _examine_channel(client, channel_id) for channel_id in channels]
    # An organisation's token lists the channels of one workspace at a time, and knows none by itself.
    may_list = identity.scopes.issuperset(_LISTING_SCOPES) and not identity.is_organisation_wide
    return [*findings, await _count_channels(client)] if may_list else findings


async def _examine_app_token(app_token: SecretStr, *, base_url: str) -> Finding:
    client = _build_client(app_token.get_secret_value(), base_url=base_url)
    try:
        async with calling_slack():
            await client.apps_connections_open(app_token=app_token.get_secret_value())
    except ServiceBusy as error:
        return _bad(sentences.slack_is_silent(error.code))
    except ServiceFailed as error:
        return _bad(sentences.app_token_fails(error.code))
    return _good(sentences.app_token_works())


def _examine_scopes(identity: Identity) -> Finding:
    missing = sorted(set(SCOPES) - identity.scopes)
    if missing:
        return _bad(sentences.scopes_missing({scope: SCOPES[scope] for scope in missing}))
    surplus = sorted(identity.scopes - set(SCOPES) - _OPTIONAL_SCOPES)
    return _good(sentences.scopes_granted(surplus=tuple(surplus)))


async def _read_channels(rules: NotificationStore, *, team_id: str) -> Sequence[str]:
    """Return the ids of the channels that are told about a workspace's videos."""
    found = await rules.read_rules(ReplyAddress(platform=PLATFORM, tenant=team_id, place=""))
    return sorted({rule.target.place for rule in found if rule.target.platform == PLATFORM})


async def _examine_channel(client: AsyncWebClient, channel_id: str) -> Finding:
    try:
        async with calling_slack():
            answer = await client.conversations_info(channel=channel_id)
    except ServiceFailed as error:
        return _bad(sentences.channel_unknown(channel_id, code=error.code))
    channel: Mapping[str, Any] = answer.get("channel") or {}
    name = str(channel.get("name") or channel_id)
    if channel.get("is_archived"):
        return _bad(sentences.channel_archived(name))
    if channel.get("is_member") or channel.get("is_im"):
        return _good(sentences.channel_open(name))
    return _bad(sentences.channel_without_bot(name))


async def _count_channels(client: AsyncWebClient) -> Finding:
    """Say where the bot is a member; public channels without it are joined when somebody asks for something there."""
    try:
        names = [str(channel.get("name")) async for channel in list_channels(client) if channel.get("is_member")]
    except ServiceFailed as error:
        return _bad(sentences.channels_unknown(error.code))
    return _good(sentences.channels_joined(tuple(names[:_MOST_NAMED]), count=len(names)))


def _build_client(token: str, *, base_url: str) -> AsyncWebClient:
    return AsyncWebClient(token=token, base_url=base_url, retry_handlers=build_retry_handlers(), timeout=30)


def _good(sentence: str) -> Finding:
    return Finding(is_good=True, sentence=sentence)


def _bad(sentence: str) -> Finding:
    return Finding(is_good=False, sentence=sentence)
