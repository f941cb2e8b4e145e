"""Draws the jobs of a person as a list, for private answers and the Home tab."""

from collections.abc import Sequence
from typing import Any

from adapters.slack.buttons import build_fetch_button
from adapters.slack.connection import Identity
from adapters.slack.posted import PostedMessage
from adapters.slack.text import cut_escaped
from bot.job.drawing import describe_prompt
from bot.job.job import Job
from bot.messages import job_list as sentences

_MOST_JOBS = 10
_PROMPT_LENGTH = 80


def draw_jobs(jobs: Sequence[Job], identity: Identity) -> list[dict[str, Any]]:
    """Return one block for each of the latest jobs, with a button where its video is kept."""
    return [_draw_job(job, number, identity) for number, job in enumerate(jobs[:_MOST_JOBS], 1)]


def _draw_job(job: Job, number: int, identity: Identity) -> dict[str, Any]:
    line = sentences.job_line(
        number,
        state=f"*{sentences.job_state(job.state)}*",
        prompt=cut_escaped(describe_prompt(job.request.options), length=_PROMPT_LENGTH),
        moment=_spell_day(job),
        link=_find_link(job, identity),
    )
    block: dict[str, Any] = {"type": "section", "text": {"type": "mrkdwn", "text": line}}
    return block if job.video is None else {**block, "accessory": build_fetch_button(job.id)}


def _spell_day(job: Job) -> str:
    moment = job.created_at
    return f"<!date^{int(moment.timestamp())}^{{date_short_pretty}} {{time}}|{moment:%Y-%m-%d %H:%M} UTC>"


def _find_link(job: Job, identity: Identity) -> str | None:
    message_id = job.result_message_id or job.card_message_id
    if message_id is None or not identity.address:
        return None
    address = PostedMessage.parse(message_id).link(workspace_address=identity.address)
    return f"<{address}|{sentences.open_job()}>"
