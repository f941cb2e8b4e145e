"""What somebody writes, picks and uploads in a form, in the shape of MODAL_SUBMIT; sending it is in `people.py`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from tests.servers.discord.records import Json, Upload

FILE_UPLOAD = 19
TEXT_INPUT = 4
LABEL = 18
#: Types whose answer is one value and no list: a group of radio buttons and a single box.
RADIO_GROUP, CHECKBOX = 21, 23
#: What somebody puts into one field of a form.
FieldValue = str | bool | Sequence[str] | Sequence[Upload]


@dataclass(frozen=True, kw_only=True)
class ModalAnswers:
    """Fills the fields of a form; those that nobody touches keep what they were given."""

    values: Mapping[str, FieldValue]
    #: Stores files and describes them.
    keep: Callable[[Mapping[str, Upload]], dict[str, Json]]
    #: The files so far, by id.
    resolved: Json = field(default_factory=dict)

    def fill_row(self, row: Json) -> Json:
        """Fill what stands at the top of the form."""
        head: Json = {"type": row["type"], "id": row.get("id") or 1}
        if row["type"] == LABEL:
            return head | {"component": self._fill_field(row["component"])}
        inner = [self._fill_field(part) for part in row.get("components") or []]
        return head | ({"components": inner} if inner else {})

    def _fill_field(self, part: Json) -> Json:
        head: Json = {"type": part["type"], "id": part.get("id") or 1, "custom_id": part["custom_id"]}
        given = self.values.get(part["custom_id"])
        if part["type"] == TEXT_INPUT:
            return head | {"value": part.get("value", "") if given is None else given}
        if part["type"] == FILE_UPLOAD:
            return head | {"values": self._upload(given)}
        if part["type"] == CHECKBOX:
            return head | {"value": bool(part.get("default")) if given is None else given}
        chosen = _find_chosen(part, given)
        if part["type"] == RADIO_GROUP:
            return head | {"value": chosen[0] if chosen else None}
        return head | {"values": chosen}

    def _upload(self, given: object) -> list[str]:
        uploads = [value for value in given if isinstance(value, Upload)] if isinstance(given, Sequence) else []
        kept = self.keep({str(number): upload for number, upload in enumerate(uploads)})
        self.resolved.update({row["id"]: row for row in kept.values()})
        return [row["id"] for row in kept.values()]


def _find_chosen(part: Json, given: object) -> list[str]:
    if isinstance(given, str):
        return [given]
    if isinstance(given, Sequence):
        return [str(value) for value in given]
    return [option["value"] for option in part.get("options") or [] if option.get("default")]
