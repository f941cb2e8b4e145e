"""Buttons that were pressed."""

import logging
from collections.abc import Mapping
from types import MappingProxyType

import discord

from adapters.discord.custom_ids import FormKind, JobButtonId, OwnVerb
from adapters.discord.desk import JobDesk
from adapters.discord.job_list import draw_job_list
from adapters.discord.orders import Orders, name_person
from adapters.discord.reply import PrivateReply, answer
from adapters.discord.video_post import Footage, VideoPosting
from bot.errors import RequestRefused
from bot.job.card import Action
from bot.messages import jobs as job_sentences

logger = logging.getLogger(__name__)

_FORMS: Mapping[Action, FormKind] = MappingProxyType({Action.EDIT: FormKind.EDIT, Action.CONTINUE: FormKind.CONTINUE})


class Clicks:
    """Does what buttons say."""

    def __init__(self, desk: JobDesk, *, orders: Orders, videos: VideoPosting) -> None:
        """Hand clicks to `desk`, forms to `orders`, and videos out through `videos`."""
        self._desk = desk
        self._orders = orders
        self._videos = videos

    async def take(self, interaction: discord.Interaction, button: JobButtonId) -> None:
        """Do what a button says, or open the form that it needs first."""
        verb = button.verb
        if verb is OwnVerb.FETCH:
            await self._hand_out(interaction, button.job_id)
        elif verb in _FORMS:
            await self._orders.open_form(interaction, kind=_FORMS[Action(verb)], job_id=button.job_id)
        else:
            await self._act(interaction, Action(verb), button.job_id)

    async def _act(self, interaction: discord.Interaction, action: Action, job_id: str) -> None:
        async def work(reply: PrivateReply) -> None:
            await self._desk.act(
                action,
                job_id=job_id,
                by=name_person(interaction.user),
                event_id=str(interaction.id),
                as_moderator=interaction.guild_id is not None and interaction.permissions.manage_messages,
            )
            if interaction.message is not None and interaction.message.flags.ephemeral:
                # Only the private list of jobs is seen by nobody else, and nothing but this keeps it up to date.
                await reply.show(draw_job_list(await self._desk.list_jobs(name_person(interaction.user))))

        await answer(interaction, work, is_quiet=True)

    async def _hand_out(self, interaction: discord.Interaction, job_id: str) -> None:
        async def work(reply: PrivateReply) -> None:
            job = await self._desk.read_job(job_id)
            if job is None or job.requester.id != str(interaction.user.id):
                raise RequestRefused(job_sentences.no_such_job())
            if job.video is None:
                raise RequestRefused(job_sentences.video_gone())
            footage = Footage(video=job.video, is_spoiler=job.is_spoiler)
            await self._videos.hand_out(footage, limit_bytes=interaction.filesize_limit, send=reply.hand_out)

        await answer(interaction, work)
