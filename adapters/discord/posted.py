"""Where a message of ours stands, in the words that a job remembers."""

from dataclasses import dataclass
from typing import Self

from adapters.discord.places import channel_id_of
from bot.job.job import ReplyAddress


@dataclass(frozen=True, kw_only=True)
class PostedMessage:
    """One message of ours."""

    channel_id: int
    message_id: int

    @classmethod
    def parse(cls, text: str, *, address: ReplyAddress) -> Self:
        """Read a message id, where one that stands elsewhere names its channel first; raise `ValueError` for others."""
        channel_id, _, message_id = text.rpartition("/")
        return cls(channel_id=int(channel_id or channel_id_of(address)), message_id=int(message_id))

    def spell(self, *, address: ReplyAddress) -> str:
        """Return the words for a job whose address this is."""
        is_elsewhere = self.channel_id != channel_id_of(address)
        return f"{self.channel_id}/{self.message_id}" if is_elsewhere else str(self.message_id)

    def link(self, *, address: ReplyAddress) -> str:
        """Return the address that opens the message in a client."""
        is_elsewhere = self.channel_id not in {int(address.place), channel_id_of(address)}
        tenant = "@me" if is_elsewhere else (address.tenant or "@me")
        return f"https://discord.com/channels/{tenant}/{self.channel_id}/{self.message_id}"
