"""Draws the core's cards with Discord's components; every edit is drawn anew."""

from collections.abc import Mapping
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Any

import discord

from adapters.discord.buttons import build_buttons
from adapters.discord.card_mark import build_card_mark
from adapters.discord.text import address_person, escape
from bot.job.card import Card, Tone
from bot.job.job import JobState
from bot.messages import discord as sentences

_COLOURS: Mapping[Tone, int] = MappingProxyType(
    {
        Tone.WAITING: 0x4E5D94,
        Tone.WORKING: 0x5865F2,
        Tone.GOOD: 0x248046,
        Tone.BAD: 0xDA373C,
        Tone.NEUTRAL: 0x80848E,
    }
)
_BAR_CELLS = 10
_NOTES_LENGTH = 2000


def draw_card(card: Card, *, has_picture: bool) -> discord.ui.LayoutView:
    """Draw a card; `has_picture` tells whether its message carries the thumbnail."""
    view = discord.ui.LayoutView(timeout=None)
    if card.state is JobState.DONE:
        view.add_item(_draw_ended(card))
        return view
    mark = build_card_mark(card.job_id)
    container: discord.ui.Container[Any] = discord.ui.Container(accent_colour=_COLOURS[card.tone], id=mark.frame)
    container.add_item(_draw_head(card, has_picture=has_picture))
    container.add_item(discord.ui.TextDisplay(_spell_facts(card), id=mark.words))
    if card.buttons:
        container.add_item(discord.ui.ActionRow(*build_buttons(card.job_id, card.buttons)))
    view.add_item(container)
    return view


def name_picture(card: Card) -> str | None:
    """Return the name under which a card's message carries its thumbnail, or None where it has none."""
    if not card.pictures or card.state is JobState.DONE:
        return None
    return f"frame{PurePosixPath(card.pictures[0][0]).suffix}"


def read_texts(view: discord.ui.LayoutView) -> tuple[str, ...]:
    """Return the words of a card, by which two states of it are told apart."""
    return tuple(item.content for item in view.walk_children() if isinstance(item, discord.ui.TextDisplay))


def _draw_ended(card: Card) -> discord.ui.Container[Any]:
    """Draw the one line that remains when the result has its own message."""
    words = [card.headline, _quote(card.prompt), address_person(card.requester)]
    line = " · ".join(word for word in words if word)
    mark = build_card_mark(card.job_id)
    text: discord.ui.TextDisplay[Any] = discord.ui.TextDisplay(f"-# {line}", id=mark.words)
    return discord.ui.Container(text, accent_colour=_COLOURS[card.tone], id=mark.frame)


def _draw_head(card: Card, *, has_picture: bool) -> discord.ui.Item[Any]:
    text: discord.ui.TextDisplay[Any] = discord.ui.TextDisplay(_join(f"### {card.headline}", _quote(card.prompt)))
    if not has_picture:
        return text
    thumbnail: discord.ui.Thumbnail[Any] = discord.ui.Thumbnail(
        f"attachment://{name_picture(card)}", description=card.pictures[0][1][:1024], spoiler=card.is_spoiler
    )
    return discord.ui.Section(text, accessory=thumbnail)


def _spell_facts(card: Card) -> str:
    small = f"-# {card.options} · {card.cost} · {sentences.asked_by(address_person(card.requester))}"
    return _join(_spell_progress(card), "\n".join(card.notes)[:_NOTES_LENGTH], small)


def _spell_progress(card: Card) -> str:
    parts = []
    if card.percent is not None:
        full = round(card.percent * _BAR_CELLS / 100)
        parts.append("▰" * full + "▱" * (_BAR_CELLS - full))
    if card.ready_at is not None:
        parts.append(sentences.ready_at(int(card.ready_at.timestamp())))
    elif card.finished_at is None:
        parts.append(sentences.started_at(int(card.started_at.timestamp())))
    return " · ".join(parts)


def _quote(prompt: str) -> str:
    return f"“{escape(prompt)}”" if prompt else ""


def _join(*lines: str) -> str:
    return "\n".join(line for line in lines if line)
