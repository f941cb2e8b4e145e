"""The private answer to one interaction: given within three seconds, and never anything but a sentence."""

import logging
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

import discord

from adapters.discord.acknowledgement import Acknowledgement, read_acknowledgement
from adapters.discord.errors import ALREADY_ACKNOWLEDGED, calling_discord
from adapters.discord.result import draw_link
from adapters.discord.video_post import PreparedVideo
from bot.errors import BotError, RequestRefused, ServiceFailed
from bot.messages import discord as sentences

logger = logging.getLogger(__name__)

_ACKNOWLEDGE_SECONDS = 10.0


class PrivateReply:
    """Says things to the person who did something, and to nobody else."""

    def __init__(self, interaction: discord.Interaction, *, is_quiet: bool) -> None:
        """Answer `interaction`; a quiet one shows nothing unless there is something to say."""
        self._interaction = interaction
        self._is_quiet = is_quiet

    async def acknowledge(self) -> bool:
        """Tell Discord that we heard; return False when it was too late and the person was told so already."""
        if find_acknowledgement(self._interaction) is not None:
            return True
        try:
            async with calling_discord(timeout_seconds=_ACKNOWLEDGE_SECONDS):
                await self._defer()
        except ServiceFailed as error:
            logger.warning("An interaction could not be acknowledged: %s", error.code)
            return False
        return True

    async def tell(self, sentence: str) -> None:
        """Say a sentence privately."""
        await self._try(lambda: self._say(sentence))

    async def show(self, view: discord.ui.LayoutView) -> None:
        """Show components privately."""
        await self._try(lambda: self._interaction.edit_original_response(view=view))

    async def hand_out(self, video: PreparedVideo) -> discord.Message:
        """Hand a video to the person privately; what the library raises passes through."""
        return await self._interaction.edit_original_response(
            content="\n".join((sentences.kept_video(), *video.remarks)),
            attachments=[] if video.file is None else [video.file],
            view=draw_link(video.link),
        )

    async def close(self) -> None:
        """Take the sign that something is going on away; what was asked for can be seen elsewhere."""
        if not self._is_quiet:
            await self._try(self._interaction.delete_original_response)

    async def _defer(self) -> None:
        try:
            if self._is_quiet:
                await self._interaction.response.defer()
            else:
                await self._interaction.response.defer(ephemeral=True, thinking=True)
        except discord.HTTPException as error:
            # The library repeats a call whose answer was lost, although the first one had worked.
            if error.code != ALREADY_ACKNOWLEDGED:
                raise

    async def _say(self, sentence: str) -> None:
        nobody = discord.AllowedMentions.none()
        if self._is_quiet:
            await self._interaction.followup.send(sentence, ephemeral=True, allowed_mentions=nobody)
        else:
            await self._interaction.edit_original_response(content=sentence, allowed_mentions=nobody)

    async def _try(self, call: Callable[[], Awaitable[object]]) -> None:
        try:
            async with calling_discord():
                await call()
        except ServiceFailed as error:
            # The answer's own 15 minutes are over, or the person closed it.
            logger.info("A private answer could not be given: %s", error.code)


async def answer(
    interaction: discord.Interaction, work: Callable[[PrivateReply], Awaitable[None]], *, is_quiet: bool = False
) -> None:
    """Acknowledge an interaction, do its work and tell the person privately what went wrong."""
    reply = PrivateReply(interaction, is_quiet=is_quiet)
    if not await reply.acknowledge():
        return
    try:
        await work(reply)
    except RequestRefused as error:
        logger.info("A request was refused")
        await reply.tell(error.sentence)
    except BotError as error:
        logger.warning("A request failed: %s", getattr(error, "code", "unknown"))
        await reply.tell(error.sentence)
    except Exception:
        reference = secrets.token_hex(4)
        logger.exception("An interaction broke", extra={"reference": reference})
        await reply.tell(sentences.something_broke(reference))


def find_acknowledgement(interaction: discord.Interaction) -> Acknowledgement | None:
    """Return what the process that listens told Discord already about an interaction, if anything."""
    data: Any = interaction.data
    return read_acknowledgement(data)


async def say_at_once(interaction: discord.Interaction, sentence: str) -> None:
    """Answer an interaction with one private sentence, where nothing takes time."""
    told = find_acknowledgement(interaction)
    if told is not None:
        await PrivateReply(interaction, is_quiet=told is Acknowledgement.QUIET).tell(sentence)
        return
    nobody = discord.AllowedMentions.none()
    await _respond(lambda: interaction.response.send_message(sentence, ephemeral=True, allowed_mentions=nobody))


async def open_form(interaction: discord.Interaction, form: discord.ui.Modal) -> None:
    """Answer an interaction with a form."""
    await _respond(lambda: interaction.response.send_modal(form))


async def _respond(call: Callable[[], Awaitable[object]]) -> None:
    try:
        async with calling_discord(timeout_seconds=_ACKNOWLEDGE_SECONDS):
            await call()
    except ServiceFailed as error:
        logger.warning("An interaction could not be answered: %s", error.code)
