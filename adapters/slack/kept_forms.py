"""Forms that were refused after they had closed, so that nothing has to be typed again.

The button that opens such a form carries it, so that it works after a restart and in whichever process is told of it.
A form that is too long for that is kept in memory.
"""

import base64
import binascii
import secrets
import zlib
from collections import OrderedDict
from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, ValidationError

from adapters.slack.drafts import Draft
from adapters.slack.routing import Wish

_MOST_FORMS = 500
#: Slack keeps no more characters with a button.
_MOST_CHARACTERS = 2000
_MOST_BYTES = 64 * 1024
#: No packed form begins like this.
_KEY_MARK = "key:"


class KeptForm(BaseModel):
    """A form as it was sent."""

    model_config = ConfigDict(frozen=True)

    team_id: str
    user_id: str
    draft: Draft
    words: Mapping[str, str]
    wish: Wish

    def spell(self) -> str:
        """Return the form in few characters, all of which Slack leaves as they are."""
        # Whoever presses the button brings a fresh address for private answers.
        lasting = self.model_copy(update={"draft": self.draft.model_copy(update={"response_url": ""})})
        packed = zlib.compress(lasting.model_dump_json(exclude_defaults=True).encode(), 9)
        return base64.urlsafe_b64encode(packed).decode()


class KeptForms:
    """Gives refused forms back."""

    def __init__(self, *, most: int = _MOST_FORMS) -> None:
        """Keep at most so many forms in memory."""
        self._most = most
        self._forms: OrderedDict[str, KeptForm] = OrderedDict()

    def keep(self, form: KeptForm) -> str:
        """Return what a button has to carry to find a form again."""
        spelt = form.spell()
        if len(spelt) <= _MOST_CHARACTERS:
            return spelt
        key = f"{_KEY_MARK}{secrets.token_hex(8)}"
        self._forms[key] = form
        while len(self._forms) > self._most:
            self._forms.popitem(last=False)
        return key

    def find(self, carried: str, *, team_id: str, user_id: str) -> KeptForm | None:
        """Return a form to whoever filled it in, or None."""
        form = self._forms.get(carried) if carried.startswith(_KEY_MARK) else _parse(carried)
        return form if form is not None and (form.team_id, form.user_id) == (team_id, user_id) else None


def _parse(text: str) -> KeptForm | None:
    try:
        content = zlib.decompressobj().decompress(base64.urlsafe_b64decode(text), _MOST_BYTES)
        return KeptForm.model_validate_json(content)
    except (binascii.Error, ValueError, zlib.error, ValidationError):
        return None
