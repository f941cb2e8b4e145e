"""Texts on their way to Discord: what people wrote is shown as they wrote it and can neither format nor mention."""

import re

import discord

from bot.job.job import Requester

PLATFORM = "discord"
#: What begins a mention, a channel, an emoji, a time or a command. Nobody is ever notified: see `allow_mention`.
_TAG = re.compile(r"<(?=[@#:/tia])")


def escape(text: str) -> str:
    """Return people's words so that they show as they were written."""
    return _TAG.sub(r"\\<", discord.utils.escape_markdown(text))


def address_person(person: Requester) -> str:
    """Return a person's mention, or the name of somebody from another platform."""
    return f"<@{person.id}>" if person.platform == PLATFORM and person.id.isdecimal() else escape(person.name)


def allow_mention(person: Requester) -> discord.AllowedMentions:
    """Return the permission to notify this person and nobody else."""
    if person.platform != PLATFORM or not person.id.isdecimal():
        return discord.AllowedMentions.none()
    return discord.AllowedMentions(
        everyone=False, roles=False, replied_user=False, users=[discord.Object(int(person.id))]
    )
