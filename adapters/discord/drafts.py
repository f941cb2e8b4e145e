"""Pictures that wait in memory while somebody fills in a form about them."""

from collections import OrderedDict
from collections.abc import Sequence

from adapters.discord.picture import DiscordPicture

_MOST_DRAFTS = 1000


class Drafts:
    """Remembers the latest drafts; a restart forgets them, because the links would soon expire anyway."""

    def __init__(self, *, most: int = _MOST_DRAFTS) -> None:
        """Keep at most so many drafts."""
        self._most = most
        self._pictures: OrderedDict[str, tuple[DiscordPicture, ...]] = OrderedDict()

    def keep(self, draft_id: str, pictures: Sequence[DiscordPicture]) -> None:
        """Remember the pictures of a draft."""
        self._pictures[draft_id] = tuple(pictures)
        while len(self._pictures) > self._most:
            self._pictures.popitem(last=False)

    def find(self, draft_id: str) -> tuple[DiscordPicture, ...]:
        """Return the pictures of a draft, or none when it was forgotten."""
        return self._pictures.get(draft_id, ())
