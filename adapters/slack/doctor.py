"""Looks at how the bot stands in Slack, and says what to do where something is wrong. It changes nothing."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import SecretStr
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.channel_search import list_channels
from adapters.slack.connection import SLACK_API, Identity, fetch_identity
from adapters.slack.errors import calling_slack
from adapters.slack.manifest import SCOPES
from adapters.slack.retries import build_retry_handlers
from adapters.slack.text import PLATFORM
from bot.checkup import Finding
from bot.errors import ServiceFailed
from bot.job.job import ReplyAddress
from bot.messages import slack_setup as sentences
from bot.ports import NotificationStore

_MOST_NAMED = 10


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
    client = _build_client(bot_token, base_url=base_url)
    try:
        identity = await fetch_identity(client)
    except ServiceFailed as error:
        return [*findings, _bad(sentences.bot_token_fails(error.sentence, code=error.code))]
    findings += [_good(sentences.bot_token_works(identity.team_name)), _examine_scopes(identity)]
    channels = [] if rules is None else await _read_channels(rules, team_id=identity.team_id)
    findings += [await _examine_channel(client, channel_id) for channel_id in channels]
    # An organisation's token lists the channels of one workspace at a time, and knows none by itself.
    return findings if identity.is_organisation_wide else [*findings, await _count_channels(client)]


async def _examine_app_token(app_token: SecretStr, *, base_url: str) -> Finding:
    client = _build_client(app_token, base_url=base_url)
    try:
        async with calling_slack():
            await client.apps_connections_open(app_token=app_token.get_secret_value())
    except ServiceFailed as error:
        return _bad(sentences.app_token_fails(error.code))
    return _good(sentences.app_token_works())


def _examine_scopes(identity: Identity) -> Finding:
    missing = sorted(set(SCOPES) - identity.scopes)
    if missing:
        return _bad(sentences.scopes_missing({scope: SCOPES[scope] for scope in missing}))
    surplus = sorted(identity.scopes - set(SCOPES))
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


def _build_client(token: SecretStr, *, base_url: str) -> AsyncWebClient:
    return AsyncWebClient(
        token=token.get_secret_value(), base_url=base_url, retry_handlers=build_retry_handlers(), timeout=30
    )


def _good(sentence: str) -> Finding:
    return Finding(is_good=True, sentence=sentence)


def _bad(sentence: str) -> Finding:
    return Finding(is_good=False, sentence=sentence)
