"""The buttons of cards and results."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import discord

from adapters.discord.custom_ids import JobButtonId, Verb, parse_custom_id
from bot.job.card import Action, Button

_STYLES: Mapping[Action, discord.ButtonStyle] = MappingProxyType(
    {
        Action.CANCEL: discord.ButtonStyle.danger,
        Action.DELETE: discord.ButtonStyle.danger,
        Action.CHECK_AGAIN: discord.ButtonStyle.primary,
    }
)


class JobButton(discord.ui.Button[Any]):
    """A button that carries nothing but a verb and a job's id."""

    def __init__(self, *, job_id: str, verb: Verb, label: str, style: discord.ButtonStyle) -> None:
        """Name the job and what happens to it."""
        super().__init__(label=label[:80], style=style, custom_id=JobButtonId(job_id=job_id, verb=verb).spell())

    def is_dispatchable(self) -> bool:
        """Keep the library from remembering this button.

        Clicks are routed by the id alone, see `adapters.discord.client`. So a button works after every restart, a card
        leaves nothing in memory, and no view that ends can take the buttons of others with it.
        """
        return False


def build_buttons(job_id: str, buttons: Sequence[Button]) -> list[JobButton]:
    """Return the buttons of a job."""
    return [
        JobButton(
            job_id=job_id,
            verb=button.action,
            label=button.label,
            style=_STYLES.get(button.action, discord.ButtonStyle.secondary),
        )
        for button in buttons
    ]


def find_job_ids(message: discord.Message) -> frozenset[str]:
    """Return the ids of the jobs that a result has buttons for."""
    return _read_job_ids(message.components)


def find_card_job_ids(message: discord.Message) -> frozenset[str]:
    """Return the ids of the jobs that a card has buttons for, which stand in its frame."""
    frames = [component for component in message.components if isinstance(component, discord.Container)]
    return frozenset(job_id for frame in frames for job_id in _read_job_ids(frame.children))


def _read_job_ids(components: Sequence[object]) -> frozenset[str]:
    rows = [component for component in components if isinstance(component, discord.ActionRow)]
    ids = [parse_custom_id(child.custom_id or "") for row in rows for child in row.children]
    return frozenset(one.job_id for one in ids if isinstance(one, JobButtonId))
