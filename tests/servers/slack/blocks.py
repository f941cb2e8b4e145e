"""The rules of Block Kit, as Slack documents them: which blocks stand where, how long, how many; no rendering."""

from collections.abc import Callable, Collection, Mapping, Sequence
from enum import StrEnum

from tests.servers.slack.block_elements import (
    ACCESSORIES,
    ACTIONS,
    CONTEXTS,
    INPUTS,
    MAX_ID,
    check_element,
    check_image,
)
from tests.servers.slack.block_inspection import MARKED, PLAIN, Inspection
from tests.servers.slack.block_keys import VIEW_KEYS, check_keys
from tests.servers.slack.errors import refuse
from tests.servers.slack.records import Json, walk_parts

MAX_SECTION, MAX_FIELD, MAX_HEADER, MAX_LABEL, MAX_MARKDOWN = 3000, 2000, 150, 2000, 12_000
MAX_FIELDS, MAX_CONTEXT, MAX_ACTIONS, MAX_TASKS = 10, 10, 25, 50
MAX_ALL_TEXT = 13_200
MAX_TITLE = 24
MAX_METADATA = 3000
STATUSES = {"pending", "in_progress", "complete", "error"}
LEVELS = {"default", "info", "warning", "error", "success"}


class Surface(StrEnum):
    """Where blocks stand."""

    MESSAGE = "message"
    MODAL = "modal"
    HOME = "home"


MOST_BLOCKS = {Surface.MESSAGE: 50, Surface.MODAL: 100, Surface.HOME: 100}
BlockCheck = Callable[[Inspection, Json, str], None]


def _check_section(inspection: Inspection, block: Json, pointer: str) -> None:
    inspection.check_text(block, "text", pointer, longest=MAX_SECTION, kinds=(PLAIN, MARKED))
    if "text" not in block and not block.get("fields"):
        inspection.note("missing required field: text", pointer)
    for place, row in inspection.read_rows(block, "fields", pointer, most=MAX_FIELDS, fewest=0):
        inspection.check_text_object(row, place, longest=MAX_FIELD, kinds=(PLAIN, MARKED))
    if "accessory" in block:
        check_element(inspection, block["accessory"], f"{pointer}/accessory", ACCESSORIES)


def _check_header(inspection: Inspection, block: Json, pointer: str) -> None:
    inspection.check_text(block, "text", pointer, longest=MAX_HEADER, is_needed=True)


def _check_context(inspection: Inspection, block: Json, pointer: str) -> None:
    for place, row in inspection.read_rows(block, "elements", pointer, most=MAX_CONTEXT):
        check_element(inspection, row, place, CONTEXTS)


def _check_actions(inspection: Inspection, block: Json, pointer: str) -> None:
    rows = inspection.read_rows(block, "elements", pointer, most=MAX_ACTIONS)
    for place, row in rows:
        check_element(inspection, row, place, ACTIONS)
    names = [row.get("action_id") for _, row in rows if isinstance(row, dict) and row.get("action_id")]
    if len(names) > len(set(names)):
        inspection.note("action_id must be unique within the block", f"{pointer}/elements")


def _check_input(inspection: Inspection, block: Json, pointer: str) -> None:
    inspection.check_text(block, "label", pointer, longest=MAX_LABEL, is_needed=True)
    inspection.check_text(block, "hint", pointer, longest=MAX_LABEL)
    check_element(inspection, block.get("element"), f"{pointer}/element", INPUTS)


def _check_image(inspection: Inspection, block: Json, pointer: str) -> None:
    check_image(inspection, block, pointer)
    inspection.check_text(block, "title", pointer, longest=MAX_LABEL)


def _check_markdown(inspection: Inspection, block: Json, pointer: str) -> None:
    inspection.check_string(block, "text", pointer, longest=MAX_MARKDOWN, is_needed=True)


def _check_plan(inspection: Inspection, block: Json, pointer: str) -> None:
    inspection.check_string(block, "title", pointer, longest=MAX_HEADER, is_needed=True)
    rows = inspection.read_rows(block, "tasks", pointer, most=MAX_TASKS, fewest=0)
    for place, row in rows:
        _check_task(inspection, row, place)
    names = [row.get("task_id") for _, row in rows if isinstance(row, dict)]
    if len(names) > len(set(names)):
        inspection.note("task_id must be unique", f"{pointer}/tasks")


def _check_task(inspection: Inspection, block: Json, pointer: str) -> None:
    for name in ("task_id", "title", "status"):
        inspection.check_string(block, name, pointer, longest=MAX_ID, is_needed=True)
    inspection.check_choice(block, "status", pointer, STATUSES)


def _check_alert(inspection: Inspection, block: Json, pointer: str) -> None:
    inspection.check_text(block, "text", pointer, longest=MAX_SECTION, kinds=(PLAIN, MARKED), is_needed=True)
    inspection.check_choice(block, "level", pointer, LEVELS)


def _check_nothing(_inspection: Inspection, _block: Json, _pointer: str) -> None:
    """Let blocks pass whose inside is not described here."""


EVERYWHERE: Mapping[str, BlockCheck] = {
    "actions": _check_actions,
    "alert": _check_alert,
    "context": _check_context,
    "divider": _check_nothing,
    "header": _check_header,
    "image": _check_image,
    "input": _check_input,
    "rich_text": _check_nothing,
    "section": _check_section,
    "video": _check_nothing,
}
ALLOWED: Mapping[Surface, Mapping[str, BlockCheck]] = {
    Surface.MESSAGE: {
        **EVERYWHERE,
        "card": _check_nothing,
        "carousel": _check_nothing,
        "container": _check_nothing,
        "context_actions": _check_nothing,
        "file": _check_nothing,
        "markdown": _check_markdown,
        "plan": _check_plan,
        "table": _check_nothing,
        "task_card": _check_task,
    },
    Surface.MODAL: EVERYWHERE,
    Surface.HOME: EVERYWHERE,
}


def check_blocks(blocks: list[Json], surface: Surface, *, refused: Collection[str] = ()) -> None:
    """Refuse the blocks of a message that break a rule, or that this workspace does not know."""
    faults = list_faults(blocks, surface, refused=refused)
    if faults:
        refuse("invalid_blocks", messages=faults)
    texts = [part["text"] for part in walk_parts(blocks) if isinstance(part.get("text"), str)]
    if sum(map(len, texts)) > MAX_ALL_TEXT:
        refuse("msg_blocks_too_long")


def check_view(view: Json) -> None:
    """Refuse a view that breaks a rule."""
    inspection = Inspection()
    if view.get("type") not in {Surface.MODAL, Surface.HOME}:
        inspection.note("must be a valid enum value: modal, home", "/view/type")
    check_keys(inspection, view, "/view", allowed=VIEW_KEYS)
    is_modal = view.get("type") == Surface.MODAL
    for name in ("title", "submit", "close"):
        inspection.check_text(view, name, "/view", longest=MAX_TITLE, is_needed=is_modal and name == "title")
    inspection.check_string(view, "private_metadata", "/view", longest=MAX_METADATA)
    inspection.check_string(view, "callback_id", "/view", longest=MAX_ID)
    blocks = view.get("blocks")
    if not isinstance(blocks, list):
        inspection.note("missing required field: blocks", "/view")
        blocks = []
    surface = Surface.MODAL if is_modal else Surface.HOME
    faults = inspection.faults + list_faults(blocks, surface, place="/view/blocks")
    if is_modal and not view.get("submit") and any(block.get("type") == "input" for block in blocks):
        faults.append("[ERROR] missing required field: submit [json-pointer:/view]")
    if faults:
        refuse("invalid_arguments", messages=faults)


def list_faults(
    blocks: Sequence[object], surface: Surface, *, refused: Collection[str] = (), place: str = "/blocks"
) -> list[str]:
    """List what is wrong with blocks."""
    inspection = Inspection()
    if len(blocks) > MOST_BLOCKS[surface]:
        inspection.note(f"no more than {MOST_BLOCKS[surface]} items allowed", place)
    for number, block in enumerate(blocks):
        _check_block(inspection, block, f"{place}/{number}", surface, refused)
    names = [part["block_id"] for part in blocks if isinstance(part, dict) and part.get("block_id")]
    if len(names) > len(set(names)):
        inspection.note("block_id must be unique", place)
    return inspection.faults


def _check_block(
    inspection: Inspection, block: object, pointer: str, surface: Surface, refused: Collection[str]
) -> None:
    if not isinstance(block, dict):
        inspection.note("must be an object", pointer)
        return
    check = ALLOWED[surface].get(str(block.get("type")))
    if check is None or block["type"] in refused:
        inspection.note(f"unsupported type: {block.get('type')}", f"{pointer}/type")
        return
    check_keys(inspection, block, pointer)
    inspection.check_string(block, "block_id", pointer, longest=MAX_ID)
    check(inspection, block, pointer)
    element = block.get("element")
    is_upload = isinstance(element, dict) and element.get("type") == "file_input"
    if is_upload and surface is not Surface.MODAL:
        inspection.note("file_input is allowed in modals only", f"{pointer}/element/type")
