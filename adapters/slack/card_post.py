"""Posts and edits cards."""

import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from adapters.slack.card import CardStyle, DrawnMessage, draw_card
from adapters.slack.errors import BlocksRefused, EditRefused, MessageGone, calling_slack
from adapters.slack.message_post import MessagePosting, PostingTools
from adapters.slack.posted import PostedMessage
from bot.job.card import Card
from bot.job.job import ReplyAddress

logger = logging.getLogger(__name__)

_Answer = TypeVar("_Answer")


class CardPosting:
    """Keeps the messages that show cards."""

    def __init__(self, tools: PostingTools) -> None:
        """Post with `tools`."""
        self._connection = tools.connection
        self._messages = MessagePosting(tools)
        #: Workspaces that do not know the block for plans.
        self._plain_teams: set[str] = set()

    async def post(self, address: ReplyAddress, card: Card) -> PostedMessage:
        """Post a card; one that an earlier life posted and could not tell anybody about is edited instead."""
        found = await self._messages.find(address, marker=_mark(card))
        if found is not None:
            return await self.edit(found, card, address=address)
        return await self._post_anew(address, card)

    async def edit(self, posted: PostedMessage, card: Card, *, address: ReplyAddress) -> PostedMessage:
        """Show a card's new state; one that somebody deleted stays deleted.

        Where the workspace lets nothing be edited any more, only the final state is told, by a new message.
        """
        try:
            await self._edit_message(posted, card, team_id=address.tenant)
        except MessageGone:
            logger.info("A card was deleted by somebody", extra={"job_id": card.job_id})
        except EditRefused as error:
            logger.info("A card cannot be edited: %s", error.code, extra={"job_id": card.job_id})
            if card.state.is_final:
                return await self._post_anew(address, card)
        return posted

    async def _post_anew(self, address: ReplyAddress, card: Card) -> PostedMessage:
        async def send(message: DrawnMessage) -> PostedMessage:
            return await self._messages.post_anew(address, message, marker=_mark(card))

        return await self._in_best_style(card, send, team_id=address.tenant, is_new=True)

    async def _edit_message(self, posted: PostedMessage, card: Card, *, team_id: str) -> None:
        client = await self._connection.client_for(team_id)

        async def send(message: DrawnMessage) -> None:
            async with calling_slack():
                await client.chat_update(
                    channel=posted.channel_id, ts=posted.timestamp, text=message.text, blocks=list(message.blocks)
                )

        await self._in_best_style(card, send, team_id=team_id, is_new=False)

    async def _in_best_style(
        self, card: Card, send: Callable[[DrawnMessage], Awaitable[_Answer]], *, team_id: str, is_new: bool
    ) -> _Answer:
        """Send a card as a plan, or in sections where the workspace does not know plans."""
        if team_id not in self._plain_teams:
            try:
                return await send(draw_card(card, style=CardStyle.PLAN, is_new=is_new))
            except BlocksRefused as error:
                logger.info("A workspace does not take the block for plans: %s", error.code)
        answer = await send(draw_card(card, style=CardStyle.SECTIONS, is_new=is_new))
        # Only what went through without the block shows that the block was at fault.
        self._plain_teams.add(team_id)
        return answer


def _mark(card: Card) -> str:
    return f"card:{card.job_id}"
