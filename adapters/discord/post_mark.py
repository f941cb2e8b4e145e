"""By what a post without buttons is known again: by Discord itself for minutes, and by its last line for ever."""

import hashlib
from dataclasses import dataclass

import discord

from bot.messages import discord as sentences

#: Discord's own limit for what tells two posts apart.
_NONCE_LENGTH = 25
#: As much as people can bear to see; 48 bits are enough within one channel.
_REFERENCE_LENGTH = 12


@dataclass(frozen=True, kw_only=True)
class PostMark:
    """What stands for one of the core's markers in Discord."""

    #: Discord posts nothing twice under it, as long as it remembers.
    nonce: str
    #: The words in the message's last line.
    reference: str

    def is_on(self, message: discord.Message) -> bool:
        """Tell whether a message was posted under this mark."""
        return message.content.endswith(sentences.reference(self.reference))


def build_post_mark(marker: str) -> PostMark:
    """Return what stands for a marker."""
    digest = hashlib.sha256(marker.encode()).hexdigest()
    return PostMark(nonce=digest[:_NONCE_LENGTH], reference=digest[:_REFERENCE_LENGTH])
