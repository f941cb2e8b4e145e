"""The mark by which a card is known again as its job's, whatever it shows: ids of components, which nobody sees.

Buttons alone would not do, as a card that is about to end, or has ended well, has none.
"""

import hashlib
from dataclasses import dataclass

import discord

from adapters.discord.buttons import find_card_job_ids


@dataclass(frozen=True, kw_only=True)
class CardMark:
    """The ids of two components of a card."""

    frame: int
    #: Of words that stand directly in the frame.
    words: int


def build_card_mark(job_id: str) -> CardMark:
    """Return the mark of a job's card; Discord takes ids from 1 to 2**31 - 1, each once per message."""
    digest = hashlib.sha256(job_id.encode()).digest()
    frame, words = (int.from_bytes(digest[start : start + 4]) >> 1 for start in (0, 4))
    # One odd and one even, so that they differ.
    return CardMark(frame=frame | 1, words=words & ~1 | 2)


def shows_card_of(message: discord.Message, *, job_id: str) -> bool:
    """Tell whether a message is the card of a job."""
    mark = build_card_mark(job_id)
    for frame in message.components:
        if isinstance(frame, discord.Container) and frame.id == mark.frame:
            return any(isinstance(part, discord.TextDisplay) and part.id == mark.words for part in frame.children)
    # Cards from before there were marks.
    return job_id in find_card_job_ids(message)
