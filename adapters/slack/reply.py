"""The private answer to one person: by whichever way is open, and never anything but words and buttons."""

import logging
import secrets
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from slack_sdk.webhook.async_client import AsyncWebhookClient

from adapters.slack.connection import SlackConnection
from adapters.slack.errors import calling_slack
from adapters.slack.occasion import Occasion
from adapters.slack.places import is_direct, open_conversation
from adapters.slack.text import escape_text
from bot.errors import BotError, RequestRefused, ServiceFailed
from bot.messages import slack as sentences

logger = logging.getLogger(__name__)

_ANSWER_SECONDS = 15.0
_HTTP_OK = 200


class PrivateReply:
    """Says things to the person who did something, and to nobody else."""

    def __init__(self, connection: SlackConnection, occasion: Occasion) -> None:
        """Answer `occasion`."""
        self._connection = connection
        self._occasion = occasion

    async def tell(self, text: str, *, blocks: Sequence[dict[str, Any]] = ()) -> None:
        """Say something privately; people's words in it are escaped already.

        The response address reaches people everywhere but only for a while; the next two need us to be let in.
        """
        for way in (self._by_response_address, self._in_channel, self._by_direct_message):
            try:
                if await way(text, list(blocks) or None):
                    return
            except ServiceFailed as error:
                logger.info("A private answer did not go through: %s", error.code)
        logger.warning("Somebody could not be answered")

    async def _by_response_address(self, text: str, blocks: list[dict[str, Any]] | None) -> bool:
        if not self._occasion.response_url:
            return False
        webhook = AsyncWebhookClient(self._occasion.response_url, session=self._connection.file_session)
        async with calling_slack(timeout_seconds=_ANSWER_SECONDS):
            answer = await webhook.send(text=text, blocks=blocks, response_type="ephemeral", replace_original=False)
        return answer.status_code == _HTTP_OK

    async def _in_channel(self, text: str, blocks: list[dict[str, Any]] | None) -> bool:
        occasion = self._occasion
        if not occasion.channel_id or is_direct(occasion.channel_id):
            return False
        client = await self._connection.client_for(occasion.team_id)
        async with calling_slack(timeout_seconds=_ANSWER_SECONDS):
            await client.chat_postEphemeral(
                channel=occasion.channel_id,
                user=occasion.user_id,
                text=text,
                blocks=blocks,
                thread_ts=occasion.thread,
            )
        return True

    async def _by_direct_message(self, text: str, blocks: list[dict[str, Any]] | None) -> bool:
        client = await self._connection.client_for(self._occasion.team_id)
        conversation = await open_conversation(client, self._occasion.user_id)
        async with calling_slack(timeout_seconds=_ANSWER_SECONDS):
            await client.chat_postMessage(channel=conversation.channel_id, text=text, blocks=blocks)
        return True


async def answer(reply: PrivateReply, work: Callable[[PrivateReply], Awaitable[None]]) -> None:
    """Do the work of something that was acknowledged already, and tell the person privately what went wrong."""
    try:
        await work(reply)
    except RequestRefused as error:
        logger.info("A request was refused")
        await reply.tell(escape_text(error.sentence))
    except BotError as error:
        logger.warning("A request failed: %s", getattr(error, "code", "unknown"))
        await reply.tell(escape_text(error.sentence))
    except Exception:
        reference = secrets.token_hex(4)
        logger.exception("Something that somebody did could not be dealt with", extra={"reference": reference})
        await reply.tell(sentences.something_broke(reference))
