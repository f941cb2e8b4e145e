"""An honest store of post records in memory: same answers as the real one, gone with the process."""

from bot.job.job import ReplyAddress
from bot.post_record import PostRecord


class MemoryPostStore:
    """Keeps records in a dictionary, and every state that was ever saved."""

    def __init__(self) -> None:
        self.records: dict[tuple[str, str, str], PostRecord] = {}
        self.saved: list[PostRecord] = []

    async def read(self, marker: str, *, place: ReplyAddress) -> PostRecord | None:
        return self.records.get((place.platform, place.tenant, marker))

    async def save(self, record: PostRecord) -> None:
        self.saved.append(record)
        self.records[(record.address.platform, record.address.tenant, record.marker)] = record
