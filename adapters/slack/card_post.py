"""Posts and edits cards."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import TypeVar

from adapters.slack.card import CardStyle, DrawnMessage, draw_card
from adapters.slack.errors import BlocksRefused, EditRefused, MessageGone, calling_slack
from adapters.slack.message_post import MessagePosting, PostingTools
from adapters.slack.posted import PostedMessage
from bot.errors import PlaceUnreachable, ServiceBusy
from bot.job.card import Card
from bot.job.job import ReplyAddress
from bot.messages import slack as sentences

logger = logging.getLogger(__name__)

_MOST_REMEMBERED = 1000

_Answer = TypeVar("_Answer")


class CardPosting:
    """Keeps the messages that show cards."""

    def __init__(self, tools: PostingTools) -> None:
        """Post with `tools`."""
        self._connection = tools.connection
        self._messages = MessagePosting(tools)
        #: Workspaces that do not know the block for plans.
        self._plain_teams: set[str] = set()
        #: Until when workspaces want no edits.
        self._resting: dict[str, float] = {}
        #: Jobs whose cards were deleted or stand where nothing can be changed; calls are too few to waste.
        self._dropped: OrderedDict[str, None] = OrderedDict()

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
        if card.job_id in self._dropped and not card.state.is_final:
            return posted
        try:
            await self._edit_message(posted, card, team_id=address.tenant)
        except MessageGone:
            logger.info("A card was deleted by somebody", extra={"job_id": card.job_id})
            self._drop(card)
        except EditRefused as error:
            logger.info("A card cannot be edited: %s", error.code, extra={"job_id": card.job_id})
            self._drop(card)
            if card.state.is_final:
                return await self._post_anew(address, card)
        except PlaceUnreachable:
            self._drop(card)
            raise
        return posted

    def _drop(self, card: Card) -> None:
        """Show no further state of a card but its end, which is worth another try."""
        self._dropped[card.job_id] = None
        if len(self._dropped) > _MOST_REMEMBERED:
            self._dropped.popitem(last=False)

    async def _post_anew(self, address: ReplyAddress, card: Card) -> PostedMessage:
        async def send(message: DrawnMessage) -> PostedMessage:
            return await self._messages.post_anew(address, message, marker=_mark(card))

        return await self._in_best_style(card, send, team_id=address.tenant, is_new=True)

    async def _edit_message(self, posted: PostedMessage, card: Card, *, team_id: str) -> None:
        self._require_patience(team_id)
        client = await self._connection.client_for(team_id)

        async def send(message: DrawnMessage) -> None:
            async with calling_slack():
                await client.chat_update(
                    channel=posted.channel_id, ts=posted.timestamp, text=message.text, blocks=list(message.blocks)
                )

        try:
            await self._in_best_style(card, send, team_id=team_id, is_new=False)
        except ServiceBusy as error:
            if error.retry_after_seconds is not None:
                self._resting[team_id] = asyncio.get_running_loop().time() + error.retry_after_seconds
            raise

    def _require_patience(self, team_id: str) -> None:
        """Raise `ServiceBusy` while a workspace wants no edits; several processes together may make too many."""
        left_seconds = self._resting.get(team_id, 0.0) - asyncio.get_running_loop().time()
        if left_seconds > 0:
            raise ServiceBusy(sentences.busy(), code="slack_resting", retry_after_seconds=left_seconds)
        self._resting.pop(team_id, None)

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
