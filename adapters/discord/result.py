"""Draws the message that brings a finished video: a plain message, because only that plays inline everywhere."""

from typing import Any

import discord

from adapters.discord.buttons import build_buttons
from adapters.discord.text import address_person, escape
from bot.job.card import FailurePost, Notice, ResultPost
from bot.messages import discord as sentences

#: Discord's own limit is 1024.
_ALT_LENGTH = 1000


def draw_result_text(result: ResultPost, *, remarks: tuple[str, ...] = ()) -> str:
    """Return the words above the video; `remarks` say what is different from what was to be expected."""
    lines = (f"{address_person(result.requester)} {result.text}", *remarks, f"-# {result.caption}")
    return "\n".join(lines)


def draw_result_buttons(result: ResultPost, *, full_quality_url: str | None) -> discord.ui.View:
    """Return the buttons under the video, with a link to the original where a smaller copy was posted."""
    view = discord.ui.View(timeout=None)
    for button in build_buttons(result.job_id, result.buttons):
        view.add_item(button)
    if full_quality_url is not None:
        view.add_item(_build_link(full_quality_url))
    return view


def draw_link(full_quality_url: str | None) -> discord.ui.View | None:
    """Return the way to the original alone, where there is one."""
    if full_quality_url is None:
        return None
    return discord.ui.View(timeout=None).add_item(_build_link(full_quality_url))


def _build_link(url: str) -> discord.ui.Button[Any]:
    return discord.ui.Button(label=sentences.full_quality(), url=url)


def draw_failure_text(failure: FailurePost, *, remark: str | None, reference: str) -> str:
    """Return the news that there is no video; its last line is that by which it is known again."""
    lines = (
        f"{address_person(failure.requester)} {failure.words}",
        remark,
        f"-# {sentences.reference(reference)}",
    )
    return "\n".join(line for line in lines if line)


def draw_notice_text(notice: Notice, *, reference: str, remarks: tuple[str, ...] = ()) -> str:
    """Return an announcement; its last line is that by which it is known again."""
    return "\n".join((escape(notice.text), *remarks, f"-# {sentences.reference(reference)}"))


def describe_file(alt_text: str) -> str:
    """Return a description of the video that Discord takes."""
    return alt_text[:_ALT_LENGTH]
