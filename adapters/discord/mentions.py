"""Messages that speak to the bot: a mention or a direct message, with a picture or in answer to one."""

import logging
import re

import discord

from adapters.discord.desk import JobDesk
from adapters.discord.errors import calling_discord
from adapters.discord.event_gate import EventGate
from adapters.discord.orders import Orders, name_person
from adapters.discord.places import is_age_restricted, list_missing, locate
from bot.errors import BotError, RequestRefused, ServiceFailed
from bot.messages import discord as sentences

logger = logging.getLogger(__name__)

_MENTION = re.compile(r"<@[!&]?[0-9]+>")


class Mentions:
    """Takes orders from messages."""

    def __init__(self, desk: JobDesk, *, orders: Orders, gate: EventGate) -> None:
        """Hand orders to `desk`; `orders` reads them, and `gate` keeps two processes from hearing the same."""
        self._desk = desk
        self._orders = orders
        self._gate = gate

    async def hear(self, message: discord.Message, *, me: discord.abc.User | None, is_leaving: bool = False) -> None:
        """Make a video if a person asks for one in this message; answer in public what cannot be done.

        `is_leaving` tells that the bot is about to go, so that it begins nothing.
        """
        if me is None or message.author.bot or not _is_for(me, message):
            return
        if not await self._gate.may_answer(message.id):
            return
        missing = _list_missing(message)
        if missing:
            await _explain(message, sentences.mention_not_answered(str(message.channel.id), missing))
            return
        if is_leaving:
            await _answer(message, sentences.leaving())
            return
        try:
            await self._order(message, me=me.id)
        except BotError as error:
            await _answer(message, error.sentence)
        except Exception:
            logger.exception("A message could not be dealt with")
            await _answer(message, sentences.something_broke(str(message.id)))

    async def _order(self, message: discord.Message, *, me: int) -> None:
        words = _MENTION.sub("", message.content).strip()
        order = self._orders.read_message(message, words, me=me)
        if order is None:
            raise RequestRefused(sentences.no_picture_in_mention())
        is_restricted = is_age_restricted(message.channel)
        if order.is_age_restricted and message.guild is not None and not is_restricted:
            raise RequestRefused(sentences.age_restricted_picture())
        command = order.build_command(
            str(message.id),
            requester=name_person(message.author),
            address=locate(message.channel, guild_id=None if message.guild is None else message.guild.id),
            is_age_restricted=is_restricted,
        )
        await self._desk.animate(command)


def _is_for(me: discord.abc.User, message: discord.Message) -> bool:
    if message.guild is None:
        return True
    # An answer to one of our messages mentions us too; only who names us asks for something that may cost money.
    return f"<@{me.id}>" in message.content or f"<@!{me.id}>" in message.content


def _list_missing(message: discord.Message) -> tuple[str, ...]:
    if message.guild is None or message.guild.me is None:
        return ()
    permissions = message.channel.permissions_for(message.guild.me)
    return list_missing(permissions, is_thread=isinstance(message.channel, discord.Thread))


async def _explain(message: discord.Message, sentence: str) -> None:
    """Say why nothing begins: where it was asked for, or by direct message where not even words may stand."""
    try:
        async with calling_discord():
            await message.reply(sentence, mention_author=False, allowed_mentions=discord.AllowedMentions.none())
    except ServiceFailed as error:
        logger.info("A mention stands where the bot may not answer: %s", error.code)
    else:
        return
    try:
        async with calling_discord():
            await message.author.send(sentence)
    except ServiceFailed as error:
        logger.info("Nobody can be told why a mention led to nothing: %s", error.code)


async def _answer(message: discord.Message, sentence: str) -> None:
    try:
        async with calling_discord():
            await message.reply(sentence, mention_author=False, allowed_mentions=discord.AllowedMentions.none())
    except ServiceFailed as error:
        logger.info("A message could not be answered: %s", error.code)
