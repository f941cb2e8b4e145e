"""Questions that people ask in private: what they made, what is announced where, and how it all works."""

from collections.abc import Sequence
from typing import Any

import discord

from adapters.discord.buttons import JobButton
from adapters.discord.custom_ids import OwnVerb
from adapters.discord.desk import JobDesk, NotifyCommand
from adapters.discord.orders import name_person
from adapters.discord.places import locate, mention_channels
from adapters.discord.posted import PostedMessage
from adapters.discord.reply import PrivateReply, answer
from adapters.discord.text import escape
from bot.job.drawing import describe_prompt
from bot.job.job import Job
from bot.messages import discord as sentences

_MOST_JOBS = 10
_BUTTONS_IN_ROW = 5
_PROMPT_LENGTH = 80


class Queries:
    """Answers questions, each to the person who asked alone."""

    def __init__(self, desk: JobDesk, *, notify: NotifyCommand, help_text: str) -> None:
        """Ask `desk` and `notify`."""
        self._desk = desk
        self._notify = notify
        self._help_text = help_text

    async def list_jobs(self, interaction: discord.Interaction) -> None:
        """Show a person's latest jobs, with their kept videos."""

        async def work(reply: PrivateReply) -> None:
            jobs = await self._desk.list_jobs(name_person(interaction.user))
            if jobs:
                await reply.show(_draw_jobs(jobs[:_MOST_JOBS]))
            else:
                await reply.tell(sentences.no_jobs())

        await answer(interaction, work)

    async def notify(self, interaction: discord.Interaction, words: str) -> None:
        """Carry out `/notify`."""

        async def work(reply: PrivateReply) -> None:
            here = locate(interaction.channel, guild_id=interaction.guild_id)
            said = await self._notify(words, person=name_person(interaction.user), here=here)
            await reply.tell(mention_channels(said))

        await answer(interaction, work)

    async def help(self, interaction: discord.Interaction) -> None:
        """Explain everything."""

        async def work(reply: PrivateReply) -> None:
            await reply.tell(self._help_text)

        await answer(interaction, work)


def _draw_jobs(jobs: Sequence[Job]) -> discord.ui.LayoutView:
    view = discord.ui.LayoutView(timeout=None)
    view.add_item(discord.ui.TextDisplay("\n".join(_spell_job(job, number) for number, job in enumerate(jobs, 1))))
    buttons = [
        JobButton(
            job_id=job.id,
            verb=OwnVerb.FETCH,
            label=sentences.fetch_video(number),
            style=discord.ButtonStyle.secondary,
        )
        for number, job in enumerate(jobs, 1)
        if job.video is not None
    ]
    for start in range(0, len(buttons), _BUTTONS_IN_ROW):
        row: discord.ui.ActionRow[Any] = discord.ui.ActionRow(*buttons[start : start + _BUTTONS_IN_ROW])
        view.add_item(row)
    return view


def _spell_job(job: Job, number: int) -> str:
    return sentences.job_line(
        number,
        state=sentences.job_state(job.state),
        prompt=escape(describe_prompt(job.request.options)[:_PROMPT_LENGTH]),
        moment=int(job.created_at.timestamp()),
        link=_find_link(job),
    )


def _find_link(job: Job) -> str | None:
    message_id = job.result_message_id or job.card_message_id
    return (
        None if message_id is None else PostedMessage.parse(message_id, address=job.address).link(address=job.address)
    )
