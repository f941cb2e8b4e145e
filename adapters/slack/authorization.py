"""Tells the library for whom it speaks: the bot of the workspace that something comes from, and nobody else."""

import logging
from collections.abc import Awaitable, Callable
from typing import TypeAlias

from slack_bolt.authorization import AuthorizeResult

from adapters.slack.connection import SlackConnection
from bot.errors import PlaceUnreachable

logger = logging.getLogger(__name__)

Authorize: TypeAlias = Callable[..., Awaitable[AuthorizeResult | None]]


def build_authorization(connection: SlackConnection) -> Authorize:
    """Return what the library asks for each thing that it hears."""

    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult | None:
        place = team_id or enterprise_id or ""
        try:
            if team_id and enterprise_id:
                await connection.note_organisation(team_id, enterprise_id)
            identity = await connection.identify(place)
            token = await connection.token_for(place)
        except PlaceUnreachable as error:
            logger.warning("Something came from a workspace that is not ours: %s", error.code)
            return None
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            bot_token=token,
            bot_id=identity.bot_id,
            bot_user_id=identity.bot_user_id,
        )

    return authorize
