"""How somebody fills in the fields of a view, with what the client itself would not let pass; no sending."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from tests.servers.slack.records import File, Json, Upload, View, walk_parts

FieldValue: TypeAlias = str | Sequence[str] | Sequence[Upload] | None
TYPED = {"plain_text_input", "number_input", "email_text_input", "url_text_input"}
ONE_OPTION, MANY_OPTIONS = {"static_select", "radio_buttons"}, {"checkboxes", "multi_static_select"}
ONE_ID = {
    "users_select": "user",
    "conversations_select": "conversation",
    "channels_select": "channel",
    "datepicker": "date",
    "timepicker": "time",
}
MANY_IDS = {
    "multi_users_select": "users",
    "multi_conversations_select": "conversations",
    "multi_channels_select": "channels",
}
MAX_TYPED = 3000
MAX_FILES = 10
MAX_FILE_BYTES = 10 * 1024 * 1024


class NotOffered(LookupError):
    """The client would not let somebody do this."""


@dataclass(frozen=True, kw_only=True)
class Fields:
    """Fills in fields."""

    keep_file: Callable[[Upload], File]
    describe_file: Callable[[File], Json]

    def fill(self, view: View, values: Mapping[str, FieldValue]) -> None:
        """Fill in fields by the id of their action or block; the others keep what they hold."""
        elements = list_fields(view)
        known = {name for block_id, element in elements for name in (block_id, element["action_id"])}
        unknown = sorted(set(values) - known)
        if unknown:
            problem = f"the view has no fields {unknown}, but {sorted(known)}"
            raise NotOffered(problem)
        for block_id, element in elements:
            name = element["action_id"] if element["action_id"] in values else block_id
            if name in values:
                self.put(view, block_id, element, values[name])
            else:
                held = view.values.setdefault(block_id, {})
                held.setdefault(element["action_id"], build_start(element))

    def put(self, view: View, block_id: str, element: Json, value: FieldValue) -> None:
        """Put a value into one field."""
        view.values.setdefault(block_id, {})[element["action_id"]] = self._build_value(element, value)

    def _build_value(self, element: Json, value: FieldValue) -> Json:
        kind = element["type"]
        if kind in TYPED:
            return {"type": kind, "value": _check_typed(element, value)}
        if kind in ONE_OPTION:
            return {"type": kind, "selected_option": _find_option(element, value) if value else None}
        if kind in MANY_OPTIONS:
            return {"type": kind, "selected_options": [_find_option(element, one) for one in value or ()]}
        if kind in ONE_ID:
            return {"type": kind, f"selected_{ONE_ID[kind]}": value or None}
        if kind in MANY_IDS:
            return {"type": kind, f"selected_{MANY_IDS[kind]}": list(value or ())}
        if kind == "file_input":
            uploads = [one for one in value or () if isinstance(one, Upload)]
            _check_uploads(element, uploads)
            return {"type": kind, "files": [self.describe_file(self.keep_file(one)) for one in uploads]}
        problem = f"a field of type {kind} cannot be filled in here"
        raise NotOffered(problem)


def list_fields(view: View) -> list[tuple[str, Json]]:
    """List the fields of a view with the ids of their blocks: those of inputs, and others that hold a value."""
    found: list[tuple[str, Json]] = []
    for block in view.blocks:
        rows = [
            part for part in walk_parts(block) if part.get("action_id") and part["type"] not in {"button", "overflow"}
        ]
        found += [(block["block_id"], part) for part in rows]
    return found


def list_empty(view: View) -> list[str]:
    """List the blocks that must be filled in and are not."""
    empty: list[str] = []
    for block in view.blocks:
        if block["type"] != "input" or block.get("optional"):
            continue
        held = view.values.get(block["block_id"], {}).get(block["element"]["action_id"], {})
        if not any(value for name, value in held.items() if name != "type"):
            empty.append(block["block_id"])
    return empty


def build_start(element: Json) -> Json:
    """Build what a field holds before anybody touches it."""
    kind = element["type"]
    if kind in TYPED:
        return {"type": kind, "value": element.get("initial_value")}
    if kind in ONE_OPTION:
        return {"type": kind, "selected_option": element.get("initial_option")}
    if kind in MANY_OPTIONS:
        return {"type": kind, "selected_options": element.get("initial_options") or []}
    if kind in ONE_ID:
        return {"type": kind, f"selected_{ONE_ID[kind]}": element.get(f"initial_{ONE_ID[kind]}")}
    if kind in MANY_IDS:
        return {"type": kind, f"selected_{MANY_IDS[kind]}": element.get(f"initial_{MANY_IDS[kind]}") or []}
    return {"type": kind, "files": []} if kind == "file_input" else {"type": kind}


def _check_typed(element: Json, value: FieldValue) -> str | None:
    text = str(value) if value else None
    longest, shortest = element.get("max_length", MAX_TYPED), element.get("min_length", 0)
    if text is not None and not shortest <= len(text) <= longest:
        problem = f"the client takes {shortest} to {longest} characters"
        raise NotOffered(problem)
    return text


def _find_option(element: Json, value: object) -> Json:
    groups = [group["options"] for group in element.get("option_groups") or ()]
    options: list[Json] = [*element.get("options", ()), *(option for group in groups for option in group)]
    for option in options:
        if option["value"] == value:
            return option
    problem = f"the list offers {[option['value'] for option in options]}"
    raise NotOffered(problem)


def _check_uploads(element: Json, uploads: Sequence[Upload]) -> None:
    if len(uploads) > element.get("max_files", MAX_FILES):
        problem = "the client takes fewer files"
        raise NotOffered(problem)
    kinds = element.get("filetypes")
    for upload in uploads:
        if len(upload.content) > MAX_FILE_BYTES:
            problem = "the client takes files of 10 MB"
            raise NotOffered(problem)
        if kinds and upload.filename.rpartition(".")[2].lower() not in kinds:
            problem = f"the client takes files of the types {kinds}"
            raise NotOffered(problem)
