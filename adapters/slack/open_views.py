"""Which forms changed last and how, because what Slack tells of a form can be older than what it shows by now."""

from collections import OrderedDict
from dataclasses import dataclass, replace

_MOST_VIEWS = 2000


@dataclass(frozen=True, kw_only=True)
class _Standing:
    moment: str = ""
    has_grown: bool = False


class OpenViews:
    """Remembers the forms that changed latest."""

    def __init__(self, *, most: int = _MOST_VIEWS) -> None:
        """Remember at most so many forms."""
        self._most = most
        self._views: OrderedDict[str, _Standing] = OrderedDict()

    def note_change(self, view_id: str, *, moment: str) -> None:
        """Remember when somebody changed a field; moments are Slack's own, which sort as texts."""
        standing = self._find(view_id)
        self._keep(view_id, replace(standing, moment=max(standing.moment, moment)))

    def note_growth(self, view_id: str) -> None:
        """Remember that a form got more fields."""
        self._keep(view_id, replace(self._find(view_id), has_grown=True))

    def is_up_to_date(self, view_id: str, *, moment: str, has_grown: bool) -> bool:
        """Tell whether nothing newer is known of a form than what was told of that moment."""
        standing = self._find(view_id)
        return standing.moment <= moment and (has_grown or not standing.has_grown)

    def _find(self, view_id: str) -> _Standing:
        return self._views.get(view_id, _Standing())

    def _keep(self, view_id: str, standing: _Standing) -> None:
        self._views[view_id] = standing
        self._views.move_to_end(view_id)
        while len(self._views) > self._most:
            self._views.popitem(last=False)
