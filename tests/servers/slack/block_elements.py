"""The rules of what stands inside blocks: buttons, lists, fields; the blocks themselves are in `blocks.py`."""

from collections.abc import Callable, Mapping

from tests.servers.slack.block_inspection import MARKED, PLAIN, Inspection
from tests.servers.slack.block_keys import CONFIRM_KEYS, OPTION_KEYS, check_keys
from tests.servers.slack.records import Json

MAX_ID, MAX_LABEL, MAX_BUTTON_VALUE, MAX_URL, MAX_PLACEHOLDER = 255, 75, 2000, 3000, 150
MAX_OPTIONS, MAX_CHOICES, MAX_OVERFLOW, MAX_OPTION_VALUE = 100, 10, 5, 150
MAX_TYPED, MAX_FILES, MAX_ALT = 3000, 10, 2000
Check = Callable[[Inspection, Json, str], None]


def check_element(inspection: Inspection, element: object, pointer: str, allowed: Mapping[str, Check]) -> None:
    """Check an element that must be one of a few types."""
    if not isinstance(element, dict):
        inspection.note("must be an object", pointer)
        return
    check = allowed.get(str(element.get("type")))
    if check is None:
        inspection.note(f"unsupported type: {element.get('type')}", f"{pointer}/type")
        return
    check_keys(inspection, element, pointer)
    inspection.check_string(element, "action_id", pointer, longest=MAX_ID)
    check_confirm(inspection, element, pointer)
    check(inspection, element, pointer)


def check_confirm(inspection: Inspection, element: Json, pointer: str) -> None:
    """Check the question that is asked before an element acts."""
    confirm = element.get("confirm")
    if confirm is None:
        return
    place = f"{pointer}/confirm"
    if not isinstance(confirm, dict):
        inspection.note("must be an object", place)
        return
    check_keys(inspection, confirm, place, allowed=CONFIRM_KEYS)
    for name, longest in (("title", 100), ("confirm", 30), ("deny", 30)):
        inspection.check_text(confirm, name, place, longest=longest, is_needed=name == "title")
    inspection.check_text(confirm, "text", place, longest=300, kinds=(PLAIN, MARKED), is_needed=True)
    inspection.check_choice(confirm, "style", place, {"primary", "danger"})


def _check_button(inspection: Inspection, element: Json, pointer: str) -> None:
    inspection.check_text(element, "text", pointer, longest=MAX_LABEL, is_needed=True)
    inspection.check_string(element, "value", pointer, longest=MAX_BUTTON_VALUE)
    inspection.check_string(element, "url", pointer, longest=MAX_URL)
    inspection.check_string(element, "accessibility_label", pointer, longest=MAX_LABEL)
    inspection.check_choice(element, "style", pointer, {"primary", "danger"})


def _check_options(inspection: Inspection, element: Json, pointer: str, *, most: int) -> None:
    found: list[object] = []
    for place, option in inspection.read_rows(element, "options", pointer, most=most):
        if not isinstance(option, dict):
            inspection.note("must be an object", place)
            continue
        check_keys(inspection, option, place, allowed=OPTION_KEYS)
        inspection.check_text(option, "text", place, longest=MAX_LABEL, kinds=(PLAIN, MARKED), is_needed=True)
        inspection.check_string(option, "value", place, longest=MAX_OPTION_VALUE)
        inspection.check_text(option, "description", place, longest=MAX_LABEL, kinds=(PLAIN, MARKED))
        found.append(option.get("value"))
    chosen = [element["initial_option"]] if element.get("initial_option") else element.get("initial_options") or []
    for option in chosen:
        if option.get("value") not in found:
            inspection.note("must be one of the options", f"{pointer}/initial_option")


def _check_list(inspection: Inspection, element: Json, pointer: str) -> None:
    inspection.check_text(element, "placeholder", pointer, longest=MAX_PLACEHOLDER)
    if "option_groups" not in element:
        _check_options(inspection, element, pointer, most=MAX_OPTIONS)


def _check_picker(inspection: Inspection, element: Json, pointer: str) -> None:
    inspection.check_text(element, "placeholder", pointer, longest=MAX_PLACEHOLDER)


def _check_choices(inspection: Inspection, element: Json, pointer: str) -> None:
    _check_options(inspection, element, pointer, most=MAX_CHOICES)


def _check_overflow(inspection: Inspection, element: Json, pointer: str) -> None:
    _check_options(inspection, element, pointer, most=MAX_OVERFLOW)


def _check_typed(inspection: Inspection, element: Json, pointer: str) -> None:
    inspection.check_text(element, "placeholder", pointer, longest=MAX_PLACEHOLDER)
    for name in ("min_length", "max_length"):
        value = element.get(name, 1)
        if not isinstance(value, int) or not 0 <= value <= MAX_TYPED:
            inspection.note(f"must be between 0 and {MAX_TYPED}", f"{pointer}/{name}")
    longest = element.get("max_length", MAX_TYPED)
    inspection.check_string(element, "initial_value", pointer, longest=longest if isinstance(longest, int) else 0)


def _check_number(inspection: Inspection, element: Json, pointer: str) -> None:
    _check_picker(inspection, element, pointer)
    if not isinstance(element.get("is_decimal_allowed"), bool):
        inspection.note("missing required field: is_decimal_allowed", pointer)


def _check_file_input(inspection: Inspection, element: Json, pointer: str) -> None:
    most = element.get("max_files", MAX_FILES)
    if not isinstance(most, int) or not 1 <= most <= MAX_FILES:
        inspection.note(f"must be between 1 and {MAX_FILES}", f"{pointer}/max_files")
    if "filetypes" in element:
        inspection.read_rows(element, "filetypes", pointer, most=MAX_OPTIONS)


def check_image(inspection: Inspection, element: Json, pointer: str) -> None:
    """Check a picture, which comes from an address or from a file of Slack."""
    inspection.check_string(element, "alt_text", pointer, longest=MAX_ALT, is_needed=True)
    inspection.check_string(element, "image_url", pointer, longest=MAX_URL)
    if ("image_url" in element) == ("slack_file" in element):
        inspection.note("must have either image_url or slack_file", pointer)


def _check_words(inspection: Inspection, element: Json, pointer: str) -> None:
    inspection.check_text_object(element, pointer, longest=MAX_TYPED, kinds=(PLAIN, MARKED))


PICKERS: Mapping[str, Check] = dict.fromkeys(
    (
        "channels_select",
        "conversations_select",
        "datepicker",
        "datetimepicker",
        "external_select",
        "multi_channels_select",
        "multi_conversations_select",
        "multi_external_select",
        "multi_users_select",
        "timepicker",
        "users_select",
    ),
    _check_picker,
)
CHOICES: Mapping[str, Check] = {
    "checkboxes": _check_choices,
    "multi_static_select": _check_list,
    "radio_buttons": _check_choices,
    "static_select": _check_list,
}
ACTIONS: Mapping[str, Check] = {**PICKERS, **CHOICES, "button": _check_button, "overflow": _check_overflow}
ACCESSORIES: Mapping[str, Check] = {**ACTIONS, "image": check_image}
INPUTS: Mapping[str, Check] = {
    **PICKERS,
    **CHOICES,
    "email_text_input": _check_typed,
    "file_input": _check_file_input,
    "number_input": _check_number,
    "plain_text_input": _check_typed,
    "url_text_input": _check_typed,
}
CONTEXTS: Mapping[str, Check] = {"image": check_image, PLAIN: _check_words, MARKED: _check_words}
