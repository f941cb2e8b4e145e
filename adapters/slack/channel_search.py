"""Finds channels by id or name for people who may see them; nobody learns of a workspace that is not theirs."""

import logging
import re
from collections.abc import AsyncIterator, Mapping
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.connection import SlackConnection
from adapters.slack.errors import calling_slack
from adapters.slack.text import PLATFORM
from bot.errors import ServiceBusy, ServiceFailed
from bot.job.job import ReplyAddress, Requester

logger = logging.getLogger(__name__)

_CHANNEL_ID = re.compile(r"[CDG][A-Z0-9]{6,}")
_PAGE_LENGTH = 1000
_MOST_PAGES = 10
_MOST_REMEMBERED = 5000


class ChannelSearch:
    """Looks channels up in all workspaces that installed the app."""

    def __init__(self, connection: SlackConnection) -> None:
        """Ask through `connection`."""
        self._connection = connection
        #: In which workspace a channel was found; ids never move.
        self._homes: dict[str, str] = {}

    async def find(self, name: str, *, person: Requester) -> ReplyAddress | None:
        """Return the channel where the person may see it; a name that several workspaces use names no place."""
        home = self._homes.get(name)
        teams = [home] if home is not None else await self._connection.list_teams()
        if person.platform != PLATFORM and len(await self._connection.list_teams()) > 1:
            # People from elsewhere belong to none of the workspaces.
            return None
        found = [address for team_id in teams if (address := await self._find_in(team_id, name, person=person))]
        return found[0] if len(found) == 1 else None

    async def _find_in(self, team_id: str, name: str, *, person: Requester) -> ReplyAddress | None:
        try:
            client = await self._connection.client_for(team_id)
            channel = await _find_channel(client, name, team_id=team_id)
            if channel is None or not _is_of(channel, team_id):
                return None
            channel_id = str(channel["id"])
            if channel_id == name and len(self._homes) < _MOST_REMEMBERED:
                self._homes[channel_id] = team_id
            if not await _may_see(client, channel, person=person, team_id=team_id):
                return None
        except ServiceBusy:
            raise
        except ServiceFailed as error:
            logger.info("A channel could not be looked up: %s", error.code)
            return None
        return ReplyAddress(platform=PLATFORM, tenant=team_id, place=channel_id)


def _is_of(channel: Mapping[str, Any], team_id: str) -> bool:
    """Tell whether a channel belongs to a workspace; an organisation's token shows those of all its workspaces."""
    homes = {*(channel.get("shared_team_ids") or ()), channel.get("context_team_id") or team_id}
    return team_id in homes


async def _find_channel(client: AsyncWebClient, name: str, *, team_id: str) -> Mapping[str, Any] | None:
    if _CHANNEL_ID.fullmatch(name):
        async with calling_slack():
            answer = await client.conversations_info(channel=name)
        channel: Mapping[str, Any] = answer.get("channel") or {}
        return channel if channel.get("id") and not channel.get("is_archived") else None
    async for channel in list_channels(client, team_id=team_id):
        if channel.get("name") == name:
            return channel
    return None


async def list_channels(client: AsyncWebClient, *, team_id: str | None = None) -> AsyncIterator[Mapping[str, Any]]:
    """List the channels that the bot knows of: public ones and those that it was invited to.

    The token of an organisation needs to be told of which workspace; any other is told for nothing.
    """
    cursor = ""
    for _ in range(_MOST_PAGES):
        async with calling_slack():
            answer = await client.conversations_list(
                types="public_channel,private_channel",
                exclude_archived=True,
                limit=_PAGE_LENGTH,
                cursor=cursor or None,
                team_id=team_id,
            )
        for channel in answer.get("channels") or ():
            yield channel
        cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return


async def _may_see(client: AsyncWebClient, channel: Mapping[str, Any], *, person: Requester, team_id: str) -> bool:
    is_public = not any(channel.get(kind) for kind in ("is_private", "is_im", "is_mpim"))
    if person.platform != PLATFORM or not person.id:
        return is_public
    if channel.get("is_im"):
        return channel.get("user") == person.id
    if is_public and await _is_full_member(client, person, team_id=team_id):
        return True
    return await _is_in_channel(client, str(channel["id"]), person=person)


async def _is_full_member(client: AsyncWebClient, person: Requester, *, team_id: str) -> bool:
    """Tell whether a person belongs to the workspace and is no guest, who sees only channels of their own."""
    try:
        async with calling_slack():
            answer = await client.users_info(user=person.id)
    except ServiceBusy:
        raise
    except ServiceFailed:
        return False
    user = answer.get("user") or {}
    teams = {user.get("team_id"), *(user.get("enterprise_user") or {}).get("teams", ())}
    return team_id in teams and not any(user.get(mark) for mark in ("deleted", "is_restricted", "is_ultra_restricted"))


async def _is_in_channel(client: AsyncWebClient, channel_id: str, *, person: Requester) -> bool:
    cursor = ""
    for _ in range(_MOST_PAGES):
        async with calling_slack():
            answer = await client.conversations_members(channel=channel_id, limit=_PAGE_LENGTH, cursor=cursor or None)
        if person.id in (answer.get("members") or ()):
            return True
        cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return False
    return False
