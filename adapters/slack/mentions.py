"""Messages that speak to the bot: a mention in a channel or a direct message, with a picture or after a video."""

import logging
import re

from adapters.slack.desk import Desk
from adapters.slack.errors import calling_slack
from adapters.slack.events_seen import EventsSeen
from adapters.slack.occasion import Occasion, from_message
from adapters.slack.orders import Orders, find_pictures
from adapters.slack.payloads import SlackFile, SlackMessage
from adapters.slack.places import is_direct, locate
from adapters.slack.reply import PrivateReply
from adapters.slack.text import escape_text, unescape_text
from bot.errors import BotError, PlaceUnreachable, ServiceFailed
from bot.messages import slack as sentences

logger = logging.getLogger(__name__)

_ANSWER_SECONDS = 30.0
_MOST_MESSAGES = 15
#: Edits, deletions, joins and what bots say also come as messages.
_SPOKEN = frozenset({"", "file_share", "thread_broadcast"})
#: Mentions do not tell what kind of channel they stand in; of all else only direct messages are meant for the bot.
_HEARD = frozenset({"", "im"})
_MENTION = re.compile(r"<@[A-Z0-9]+(?:\|[^>]*)?>")
_LINK = re.compile(r"<(https?://[^|>]+)(?:\|[^>]*)?>")
_CHANNEL = re.compile(r"<#[A-Z0-9]+\|([^>]+)>")
#: Everything else that Slack writes between angle brackets, with the label that people see.
_TAG = re.compile(r"<[^|>]*(?:\|([^>]*))?>")


class Mentions:
    """Takes orders from messages."""

    def __init__(self, desk: Desk, *, orders: Orders) -> None:
        """Hand orders to `orders`."""
        self._desk = desk
        self._orders = orders
        self._seen = EventsSeen()

    async def hear(self, message: SlackMessage, *, team_id: str, event_id: str) -> None:
        """Make a video if a person asks for one in this message; answer in its thread what cannot be done."""
        if not _is_spoken(message):
            return
        occasion = from_message(message, team_id=team_id)
        if not self._seen.is_new(event_id, occasion.event_id):
            return
        is_staying = self._desk.running.join()
        if not await self._desk.gate.may_answer(occasion):
            return
        if not is_staying:
            await self._answer(message, occasion, sentences.leaving())
            return
        try:
            await self._order(message, occasion)
        except BotError as error:
            logger.info("A message was refused: %s", getattr(error, "code", "refused"))
            await self._answer(message, occasion, escape_text(error.sentence))
        except Exception:
            logger.exception("A message could not be dealt with")
            await self._answer(message, occasion, sentences.something_broke(message.ts))

    async def _order(self, message: SlackMessage, occasion: Occasion) -> None:
        pictures = find_pictures(message) or await self._look_around(message, occasion)
        address = locate(occasion.team_id, occasion.channel_id, thread=_find_thread(message))
        await self._orders.take_message(occasion, read_words(message.text), pictures=pictures, address=address)

    async def _look_around(self, message: SlackMessage, occasion: Occasion) -> tuple[SlackFile, ...]:
        """Return the pictures that Slack did not send along, or those that the thread began with.

        Most workspaces do not let us read channels, and then there are none.
        """
        client = await self._desk.connection.client_for(occasion.team_id)
        try:
            async with calling_slack(timeout_seconds=_ANSWER_SECONDS):
                answer = await client.conversations_replies(
                    channel=message.channel, ts=message.thread_ts or message.ts, limit=_MOST_MESSAGES
                )
        except ServiceFailed as error:
            logger.info("A thread could not be read: %s", error.code)
            return ()
        around = [SlackMessage.model_validate(one) for one in answer.get("messages") or ()]
        itself = [one for one in around if one.ts == message.ts]
        root = [one for one in around if one.ts == message.thread_ts and not one.bot_id]
        return next((found for one in (*itself, *root) if (found := find_pictures(one))), ())

    async def _answer(self, message: SlackMessage, occasion: Occasion, text: str) -> None:
        """Answer in the thread, or privately where only people may write."""
        try:
            client = await self._desk.connection.client_for(occasion.team_id)
            async with calling_slack(timeout_seconds=_ANSWER_SECONDS):
                await client.chat_postMessage(channel=message.channel, text=text, thread_ts=_find_thread(message))
        except PlaceUnreachable as error:
            logger.info("A message is answered in private: %s", error.code)
            await PrivateReply(self._desk.connection, occasion).tell(text)
        except ServiceFailed as error:
            logger.info("A message could not be answered: %s", error.code)


def read_words(text: str) -> str:
    """Return what a message says beside the names in it, as it was typed."""
    text = _LINK.sub(r"\1", _MENTION.sub("", text))
    text = _TAG.sub(lambda tag: tag[1] or "", _CHANNEL.sub(r"#\1", text))
    return unescape_text(text).strip()


def _is_spoken(message: SlackMessage) -> bool:
    """Tell whether a person said this."""
    is_person = bool(message.user and message.ts and message.channel) and not message.bot_id
    return is_person and message.subtype in _SPOKEN and not message.hidden and message.channel_type in _HEARD


def _find_thread(message: SlackMessage) -> str | None:
    """Return the thread to answer in; a conversation of two stays in one piece, unless the person began a thread."""
    if message.thread_ts:
        return message.thread_ts
    return None if is_direct(message.channel) else message.ts
