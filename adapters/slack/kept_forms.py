"""Forms that were refused after they had closed, kept in memory so that nothing has to be typed again."""

import secrets
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass

from adapters.slack.drafts import Draft
from adapters.slack.routing import Wish

_MOST_FORMS = 500


@dataclass(frozen=True, kw_only=True)
class KeptForm:
    """A form as it was sent."""

    team_id: str
    user_id: str
    draft: Draft
    words: Mapping[str, str]
    wish: Wish


class KeptForms:
    """Remembers the latest refused forms."""

    def __init__(self, *, most: int = _MOST_FORMS) -> None:
        """Keep at most so many forms."""
        self._most = most
        self._forms: OrderedDict[str, KeptForm] = OrderedDict()

    def keep(self, form: KeptForm) -> str:
        """Remember a form and return the key that it is found by."""
        key = secrets.token_hex(8)
        self._forms[key] = form
        while len(self._forms) > self._most:
            self._forms.popitem(last=False)
        return key

    def find(self, key: str, *, team_id: str, user_id: str) -> KeptForm | None:
        """Return a form to whoever filled it in, or None."""
        form = self._forms.get(key)
        return form if form is not None and (form.team_id, form.user_id) == (team_id, user_id) else None
