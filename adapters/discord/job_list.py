"""Draws the private list of somebody's jobs, with what can be done with each."""

from collections.abc import Sequence
from typing import Any

import discord

from adapters.discord.buttons import JobButton
from adapters.discord.custom_ids import OwnVerb
from adapters.discord.posted import PostedMessage
from adapters.discord.text import escape
from bot.job.card import Action
from bot.job.drawing import describe_prompt
from bot.job.job import Job, JobState
from bot.messages import discord as sentences
from bot.messages import job_list as list_sentences

#: Ten jobs with two buttons each are as many components as a message takes.
MOST_JOBS = 10
_PROMPT_LENGTH = 80
_CANCELLABLE = frozenset({JobState.QUEUED, JobState.SUBMITTING, JobState.UNCLEAR, JobState.RENDERING})


def draw_job_list(jobs: Sequence[Job], *, above: Sequence[str] = ()) -> discord.ui.LayoutView:
    """Draw the first jobs of a list, each with its buttons under it, and further sentences above them."""
    view = discord.ui.LayoutView(timeout=None)
    for number, job in enumerate(jobs[:MOST_JOBS], 1):
        # Together with the first job, as ten jobs leave no room for a component more.
        lines = [*(above if number == 1 else ()), _spell_job(job, number)]
        view.add_item(discord.ui.TextDisplay("\n".join(lines)))
        buttons = _build_buttons(job, number)
        if buttons:
            row: discord.ui.ActionRow[Any] = discord.ui.ActionRow(*buttons)
            view.add_item(row)
    return view


def _build_buttons(job: Job, number: int) -> list[JobButton]:
    gray, red = discord.ButtonStyle.secondary, discord.ButtonStyle.danger
    if job.state in _CANCELLABLE and not job.cancel_requested:
        return [JobButton(job_id=job.id, verb=Action.CANCEL, label=sentences.cancel_video(number), style=red)]
    if job.video is None or not job.state.is_final:
        return []
    return [
        JobButton(job_id=job.id, verb=OwnVerb.FETCH, label=sentences.fetch_video(number), style=gray),
        JobButton(job_id=job.id, verb=Action.DELETE, label=sentences.delete_video(number), style=red),
    ]


def _spell_job(job: Job, number: int) -> str:
    return list_sentences.job_line(
        number,
        state=f"**{list_sentences.job_state(job.state)}**",
        prompt=escape(describe_prompt(job.request.options)[:_PROMPT_LENGTH]),
        moment=f"<t:{int(job.created_at.timestamp())}:R>",
        link=_find_link(job),
    )


def _find_link(job: Job) -> str | None:
    message_id = job.result_message_id or job.card_message_id
    if message_id is None:
        return None
    url = PostedMessage.parse(message_id, address=job.address).link(address=job.address)
    return f"[{list_sentences.open_job()}]({url})"
