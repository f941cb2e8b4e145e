"""Where a message of ours stands, in the words that a job remembers."""

import re
from dataclasses import dataclass
from typing import Self

_SPELLING = re.compile(r"([CDG][A-Z0-9]{1,30}):([0-9]{1,12}\.[0-9]{1,9})(?::(F[A-Z0-9]{1,30}))?")


@dataclass(frozen=True, kw_only=True)
class PostedMessage:
    """One message of ours."""

    channel_id: str
    #: Slack's name for a message within its channel.
    timestamp: str
    #: The file that it brings.
    file_id: str | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a message id; raise `ValueError` for what is none."""
        match = _SPELLING.fullmatch(text)
        if match is None:
            message = "this is no id of a message in Slack"
            raise ValueError(message)
        return cls(channel_id=match[1], timestamp=match[2], file_id=match[3])

    def spell(self) -> str:
        """Return the words for a job to remember."""
        words = f"{self.channel_id}:{self.timestamp}"
        return words if self.file_id is None else f"{words}:{self.file_id}"

    def link(self, *, workspace_address: str) -> str:
        """Return the address that opens the message in a client."""
        return f"{workspace_address.rstrip('/')}/archives/{self.channel_id}/p{self.timestamp.replace('.', '')}"
