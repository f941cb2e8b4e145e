"""Channels as places of jobs: where something stands and whether the bot may post there."""

import logging
from dataclasses import dataclass
from enum import Enum

from pydantic import BaseModel, ConfigDict
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.errors import ScopeMissing, calling_slack
from adapters.slack.text import PLATFORM
from bot.errors import PlaceUnreachable, ServiceBusy, ServiceFailed
from bot.job.job import ReplyAddress

logger = logging.getLogger(__name__)

_LOOK_UP_SECONDS = 10.0


class Openness(Enum):
    """Whether the bot may post in a channel, and why not."""

    OPEN = "open"
    #: Open once the bot has joined, which it may do by itself.
    JOINABLE = "joinable"
    #: A private channel that nobody invited the bot to, or one of people among themselves.
    UNKNOWN = "unknown"
    ARCHIVED = "archived"
    READ_ONLY = "read_only"


@dataclass(frozen=True, kw_only=True)
class ChannelView:
    """What the bot sees of a channel."""

    openness: Openness
    #: People of other companies are in it.
    is_shared: bool = False


class _Channel(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    is_im: bool = False
    is_mpim: bool = False
    is_private: bool = False
    is_member: bool = False
    is_archived: bool = False
    is_read_only: bool = False
    is_ext_shared: bool = False


@dataclass(frozen=True, kw_only=True)
class Conversation:
    """The direct messages of the bot with one person."""

    channel_id: str


def locate(team_id: str, channel_id: str, *, thread: str | None = None) -> ReplyAddress:
    """Return the address of a channel or of a thread in it."""
    return ReplyAddress(platform=PLATFORM, tenant=team_id, place=channel_id, thread=thread)


def is_direct(channel_id: str) -> bool:
    """Tell whether a channel is a conversation of two."""
    return channel_id.startswith("D")


async def open_conversation(client: AsyncWebClient, person_id: str) -> Conversation:
    """Return the direct messages with a person; raise `PlaceUnreachable` where they take none."""
    async with calling_slack(timeout_seconds=_LOOK_UP_SECONDS):
        answer = await client.conversations_open(users=person_id)
    channel = answer.get("channel") or {}
    return Conversation(channel_id=str(channel.get("id", "")))


async def examine_channel(client: AsyncWebClient, channel_id: str) -> ChannelView:
    """Return whether the bot may post in a channel; one that Slack does not tell us about is not known to us."""
    try:
        async with calling_slack(timeout_seconds=_LOOK_UP_SECONDS):
            answer = await client.conversations_info(channel=channel_id)
    except (ScopeMissing, ServiceBusy):
        # Where we may not look, or not that often, posting itself will tell.
        return ChannelView(openness=Openness.OPEN)
    except PlaceUnreachable:
        return ChannelView(openness=Openness.UNKNOWN)
    channel = _Channel.model_validate(answer.get("channel") or {})
    return ChannelView(openness=_judge(channel), is_shared=channel.is_ext_shared)


async def join_channel(client: AsyncWebClient, channel_id: str) -> bool:
    """Join a public channel because somebody asked for something in it; return whether that worked."""
    try:
        async with calling_slack(timeout_seconds=_LOOK_UP_SECONDS):
            await client.conversations_join(channel=channel_id)
    except ServiceFailed as error:
        logger.info("A channel could not be joined: %s", error.code)
        return False
    return True


def _judge(channel: _Channel) -> Openness:
    if channel.is_archived:
        return Openness.ARCHIVED
    if channel.is_read_only:
        return Openness.READ_ONLY
    if channel.is_im or channel.is_member:
        return Openness.OPEN
    return Openness.UNKNOWN if channel.is_private or channel.is_mpim else Openness.JOINABLE
