"""Which keys Slack's own library knows of each block and element; what stands in them is checked elsewhere."""

from collections.abc import Mapping

from slack_sdk.models import blocks
from slack_sdk.models.blocks.block_elements import FileInputElement

from tests.servers.slack.block_inspection import Inspection
from tests.servers.slack.records import Json

_CLASSES = (
    blocks.ActionsBlock,
    blocks.AlertBlock,
    blocks.ButtonElement,
    blocks.CheckboxesElement,
    blocks.ChannelSelectElement,
    blocks.ContextBlock,
    blocks.ConversationSelectElement,
    blocks.DatePickerElement,
    FileInputElement,
    blocks.HeaderBlock,
    # The block has every key that the element has.
    blocks.ImageBlock,
    blocks.InputBlock,
    blocks.MarkdownBlock,
    blocks.NumberInputElement,
    blocks.OverflowMenuElement,
    blocks.PlainTextInputElement,
    blocks.PlanBlock,
    blocks.RadioButtonsElement,
    blocks.SectionBlock,
    blocks.StaticMultiSelectElement,
    blocks.StaticSelectElement,
    blocks.TaskCardBlock,
    blocks.UserSelectElement,
)
_TEXTS: Mapping[str, frozenset[str]] = {
    "mrkdwn": frozenset({"type", "text", "verbatim"}),
    "plain_text": frozenset({"type", "text", "emoji"}),
    "divider": frozenset({"type", "block_id"}),
}
CONFIRM_KEYS = frozenset({"title", "text", "confirm", "deny", "style"})
OPTION_KEYS = frozenset({"text", "value", "description", "url"})
VIEW_KEYS = frozenset(
    {
        "blocks",
        "callback_id",
        "clear_on_close",
        "close",
        "external_id",
        "notify_on_close",
        "private_metadata",
        "submit",
        "submit_disabled",
        "title",
        "type",
    }
)


def _read_keys() -> Mapping[str, frozenset[str]]:
    """Read the keys out of the library's classes, which tell them without being filled in."""
    found: dict[str, frozenset[str]] = dict(_TEXTS)
    for kind in _CLASSES:
        found[kind.type] = frozenset(kind.__new__(kind).attributes)
    return found


KEYS = _read_keys()


def check_keys(inspection: Inspection, part: Json, pointer: str, *, allowed: frozenset[str] | None = None) -> None:
    """Note every key that a block, an element or one of their parts cannot have."""
    known = KEYS.get(str(part.get("type"))) if allowed is None else allowed
    for name in sorted(set(part) - known) if known else ():
        inspection.note(f"invalid additional property: {name}", f"{pointer}/{name}")
