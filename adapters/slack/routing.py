"""Where the answer goes: to where it was asked for, or to direct messages where that is closed or not wanted."""

import asyncio
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType

from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.connection import SlackConnection
from adapters.slack.errors import calling_slack
from adapters.slack.occasion import Occasion
from adapters.slack.places import (
    ChannelView,
    Conversation,
    Openness,
    examine_channel,
    is_direct,
    join_channel,
    locate,
    open_conversation,
)
from bot.errors import PlaceUnreachable, RequestRefused
from bot.job.job import ReplyAddress
from bot.messages import slack as sentences

_GREETING_SECONDS = 15.0
_TRUST_SECONDS = 60.0
_MOST_TRUSTED = 1000


_OBSTACLES: Mapping[Openness, str] = MappingProxyType(
    {
        Openness.UNKNOWN: sentences.not_in_channel(),
        Openness.ARCHIVED: sentences.channel_archived(),
        Openness.READ_ONLY: sentences.channel_read_only(),
    }
)


class Wish(StrEnum):
    """Where somebody wants their video."""

    #: Where they asked: in the thread, or in the channel where there is none.
    HERE = "here"
    #: In the channel, outside of the thread.
    CHANNEL = "channel"
    #: By direct message.
    ME = "me"


@dataclass(frozen=True, kw_only=True)
class Route:
    """Where a job answers."""

    address: ReplyAddress
    #: Told to the person privately when it is not where they asked.
    detour: str | None = None


class Routing:
    """Finds the place for each answer."""

    def __init__(self, connection: SlackConnection) -> None:
        """Look at channels through `connection`."""
        self._connection = connection
        #: Channels that were open and until when they are taken as that, because Slack lets us look only so often.
        self._trusted: OrderedDict[tuple[str, str], tuple[float, ChannelView]] = OrderedDict()

    async def choose(self, occasion: Occasion, *, wish: Wish = Wish.HERE) -> Route:
        """Return where the bot can post for as long as a job may take; raise `RequestRefused` where nothing is open."""
        client = await self._connection.client_for(occasion.team_id)
        if wish is Wish.ME or not occasion.channel_id:
            conversation = await _converse(client, occasion, reason="")
            return Route(address=locate(occasion.team_id, conversation.channel_id))
        reason = await self.find_obstacle(occasion, joins=True)
        if reason is not None:
            return await _detour(client, occasion, reason=reason)
        thread = occasion.thread if wish is Wish.HERE else None
        return Route(address=locate(occasion.team_id, occasion.channel_id, thread=thread))

    async def find_obstacle(self, occasion: Occasion, *, joins: bool) -> str | None:
        """Say why the bot may not post where something was done, or return None.

        Public channels are joined when `joins` is set, which takes that somebody ordered something there.
        """
        client = await self._connection.client_for(occasion.team_id)
        if is_direct(occasion.channel_id):
            conversation = await _converse(client, occasion, reason="")
            return None if conversation.channel_id == occasion.channel_id else sentences.between_others()
        return _OBSTACLES.get((await self._look(client, occasion, joins=joins)).openness)

    async def describe_place(self, occasion: Occasion) -> str:
        """Say what people may not expect of the place where something was done; nothing where all is as usual."""
        if is_direct(occasion.channel_id):
            reason, is_shared = await self.find_obstacle(occasion, joins=False), False
        else:
            client = await self._connection.client_for(occasion.team_id)
            seen = await self._look(client, occasion, joins=False)
            reason, is_shared = _OBSTACLES.get(seen.openness), seen.is_shared
        if reason is not None:
            return sentences.comes_by_direct_message(reason)
        return sentences.others_look_on() if is_shared else ""

    async def _look(self, client: AsyncWebClient, occasion: Occasion, *, joins: bool) -> ChannelView:
        """Look at a channel that is no conversation of two, or remember it; join it where that was asked for."""
        until, seen = self._trusted.get((occasion.team_id, occasion.channel_id), (0.0, None))
        if seen is not None and asyncio.get_running_loop().time() < until:
            return seen
        seen = await examine_channel(client, occasion.channel_id)
        if seen.openness is Openness.JOINABLE and joins:
            has_joined = await join_channel(client, occasion.channel_id)
            seen = replace(seen, openness=Openness.OPEN if has_joined else Openness.UNKNOWN)
        if seen.openness is Openness.OPEN:
            self._trust(occasion, seen)
        return seen

    def _trust(self, occasion: Occasion, seen: ChannelView) -> None:
        place = (occasion.team_id, occasion.channel_id)
        self._trusted[place] = asyncio.get_running_loop().time() + _TRUST_SECONDS, seen
        self._trusted.move_to_end(place)
        while len(self._trusted) > _MOST_TRUSTED:
            self._trusted.popitem(last=False)


async def _detour(client: AsyncWebClient, occasion: Occasion, *, reason: str) -> Route:
    """Open the direct messages with somebody; greeting them proves that they are open before anything is paid."""
    conversation = await _converse(client, occasion, reason=reason)
    try:
        async with calling_slack(timeout_seconds=_GREETING_SECONDS):
            await client.chat_postMessage(channel=conversation.channel_id, text=sentences.comes_here())
    except PlaceUnreachable as error:
        raise RequestRefused(sentences.nowhere_to_post(reason)) from error
    address = locate(occasion.team_id, conversation.channel_id)
    return Route(address=address, detour=sentences.comes_by_direct_message(reason))


async def _converse(client: AsyncWebClient, occasion: Occasion, *, reason: str) -> Conversation:
    try:
        return await open_conversation(client, occasion.user_id)
    except PlaceUnreachable as error:
        raise RequestRefused(sentences.nowhere_to_post(reason)) from error
