"""Forms that people fill in: built from the option table, read back from what Slack sends."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from adapters.slack.custom_ids import ANIMATE_FORM, MORE, WHERE, spell_field
from adapters.slack.drafts import Draft
from adapters.slack.payloads import FieldState, SlackFile, SlackView
from adapters.slack.routing import Wish
from adapters.slack.text import cut_text
from bot.messages import slack as sentences
from bot.request.option import Option, OptionKind

#: The block that says what the video would cost, and the one that says where it comes.
PRICE, PLACE = "price", "place"
_PREVIEW, _BUDGET = "preview", "budget"

_TEXT_LENGTH = 3000
_ENTRY_LENGTH = 75
#: Slack takes no longer text beside a field.
_MISTAKE_LENGTH = 300
_SUFFIXES = ["png", "jpg", "jpeg", "webp", "gif", "heic", "heif", "avif", "tif", "tiff", "bmp"]
_ON = "on"
_OFF = "off"
#: What a field of these kinds says can change the price.
_PRICED = frozenset({OptionKind.INTEGER, OptionKind.CHOICE, OptionKind.SWITCH})
_MULTILINE = frozenset({OptionKind.LONG_TEXT, OptionKind.STORYBOARD})

Block = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class FormRow:
    """One field of a form."""

    option: Option
    default: str = ""
    #: For pictures: the names to choose from; without them, the field takes an upload.
    names: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class FormPage:
    """Everything that a form shows."""

    draft: Draft
    rows: Sequence[FormRow]
    price: str
    #: Said above the fields, such as what the pictures are.
    heading: str = ""
    #: Where the video comes, once that is known.
    place: str = ""
    #: What the person may still spend, where there is a limit.
    budget: str = ""
    #: The id of a picture that Slack is to show.
    preview: str | None = None
    wish: Wish = Wish.HERE


@dataclass(frozen=True, kw_only=True)
class FilledForm:
    """What somebody typed, chose and uploaded, by option name."""

    words: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, SlackFile] = field(default_factory=dict)
    wish: Wish = Wish.HERE


def build_form(page: FormPage) -> dict[str, Any]:
    """Return a form that can be opened."""
    return _build_view(
        [*_head(page), *(_build_row(row) for row in page.rows), *_foot(page)], metadata=page.draft.spell(), submits=True
    )


def build_waiting_form(sentence: str) -> dict[str, Any]:
    """Return a form that says one thing, such as that it is about to be filled."""
    return _build_view([_say(sentence, block_id="note")], metadata="", submits=False)


def change_block(view: SlackView, blocks: Mapping[str, str]) -> dict[str, Any]:
    """Return a form that stands open with other words in some blocks; what was typed in it stays."""
    changed = [
        _say(blocks[one["block_id"]], block_id=one["block_id"]) if one.get("block_id") in blocks else one
        for one in view.blocks
    ]
    return _build_view(changed, metadata=view.private_metadata, submits=True)


def keep_findings(page: FormPage, view: SlackView) -> FormPage:
    """Return a form with what was found out for the one that stands open: its picture, the budget and the place."""
    blocks = {str(one.get("block_id")): one for one in view.blocks}
    picture = blocks.get(_PREVIEW, {}).get("slack_file", {})
    return replace(page, preview=picture.get("id"), budget=_hear(blocks, _BUDGET), place=_hear(blocks, PLACE))


def read_form(view: SlackView) -> FilledForm:
    """Read a form as it stands, sent or not."""
    words: dict[str, str] = {}
    files: dict[str, SlackFile] = {}
    for name, fields in view.state.values.items():
        for state in fields.values():
            if state.files:
                files[name] = state.files[0]
            elif (word := _read_word(state)) is not None:
                words[name] = word
    wish = words.pop(WHERE, Wish.HERE.value)
    return FilledForm(words=words, files=files, wish=Wish(wish) if wish in set(Wish) else Wish.HERE)


def name_mistake(view: SlackView, option: str | None, sentence: str) -> dict[str, str]:
    """Return what is wrong by the field beside which Slack shows it: its own, or the first that there is."""
    fields = [str(one.get("block_id", "")) for one in view.blocks if one.get("type") == "input"]
    at_fault = option if option in fields else next(iter(fields), "")
    return {at_fault: cut_text(sentence, length=_MISTAKE_LENGTH)}


def _build_view(blocks: Sequence[Block], *, metadata: str, submits: bool) -> dict[str, Any]:
    view: dict[str, Any] = {
        "type": "modal",
        "callback_id": ANIMATE_FORM,
        "title": _plain(sentences.form_title()),
        "close": _plain(sentences.form_close()),
        "private_metadata": metadata,
        "blocks": list(blocks),
    }
    return view | ({"submit": _plain(sentences.form_submit())} if submits else {})


def _head(page: FormPage) -> list[Block]:
    blocks = [_say(page.heading, block_id="heading")] if page.heading else []
    if page.preview is not None:
        picture = {"type": "image", "block_id": _PREVIEW, "slack_file": {"id": page.preview}}
        blocks.append({**picture, "alt_text": sentences.preview_description()})
    return blocks


def _foot(page: FormPage) -> list[Block]:
    draft = page.draft
    blocks = [_build_wish(draft, page.wish)] if draft.channel_id and not draft.channel_id.startswith("D") else []
    if not draft.has_more:
        button = {"type": "button", "action_id": MORE, "text": _plain(sentences.more_options())}
        blocks.append({"type": "actions", "block_id": "more", "elements": [button]})
    said = ((PRICE, page.price), (_BUDGET, page.budget), (PLACE, page.place))
    return [*blocks, *(_say(text, block_id=name) for name, text in said if text)]


def _build_wish(draft: Draft, wish: Wish) -> Block:
    here = sentences.where_thread() if draft.thread is not None else sentences.where_channel()
    entries = [_entry(here, Wish.HERE.value)]
    if draft.thread is not None:
        entries.append(_entry(sentences.where_channel(), Wish.CHANNEL.value))
    entries.append(_entry(sentences.where_me(), Wish.ME.value))
    chosen = next((entry for entry in entries if entry["value"] == wish.value), entries[0])
    element = {"type": "static_select", "action_id": WHERE, "options": entries, "initial_option": chosen}
    return {"type": "input", "block_id": WHERE, "label": _plain(sentences.where()), "element": element}


def _build_row(row: FormRow) -> Block:
    option = row.option
    block: Block = {
        "type": "input",
        # Slack shows what is wrong beside the block of this name, and keeps what was typed in it.
        "block_id": option.name,
        "optional": True,
        "label": _plain(option.label),
        "hint": _plain(option.help),
        "element": {"action_id": spell_field(option.name), **_build_element(row)},
    }
    return block | ({"dispatch_action": True} if option.kind in _PRICED else {})


def _build_element(row: FormRow) -> Block:
    option = row.option
    if option.kind is OptionKind.PICTURE and not row.names:
        return {"type": "file_input", "filetypes": _SUFFIXES, "max_files": 1}
    if option.kind is OptionKind.SWITCH:
        return _build_switch(row)
    entries = _list_entries(row)
    if entries:
        return _build_select(row, entries)
    element: Block = {"type": "plain_text_input", "multiline": option.kind in _MULTILINE}
    if option.max_length is not None and option.kind is not OptionKind.LIST:
        element["max_length"] = min(option.max_length, _TEXT_LENGTH)
    if row.default:
        element["initial_value"] = row.default[: element.get("max_length", _TEXT_LENGTH)]
    return element


def _build_switch(row: FormRow) -> Block:
    option = row.option
    entry = _entry(option.label, _ON)
    is_on = row.default == _ON if row.default else option.default is True
    return {"type": "checkboxes", "options": [entry]} | ({"initial_options": [entry]} if is_on else {})


def _build_select(row: FormRow, entries: Sequence[Block]) -> Block:
    option = row.option
    # Left empty, a number follows the other options, such as the sum of the shots.
    default = row.default if option.kind is OptionKind.INTEGER else row.default or str(option.default)
    chosen = next((entry for entry in entries if entry["value"] == default), None)
    element: Block = {"type": "static_select", "options": list(entries)}
    if chosen is not None:
        return element | {"initial_option": chosen}
    return element | {"placeholder": _plain(_describe_default(option))}


def _describe_default(option: Option) -> str:
    return sentences.nothing_chosen() if option.default is None else str(option.default)


def _list_entries(row: FormRow) -> list[Block]:
    option = row.option
    if option.kind is OptionKind.PICTURE:
        return [_entry(name, str(number)) for number, name in enumerate(row.names)]
    if option.kind is OptionKind.CHOICE:
        return [_entry(choice.label, choice.value) for choice in option.choices]
    if option.kind is OptionKind.INTEGER:
        return [_entry(str(one), str(one)) for one in range(option.minimum or 0, (option.maximum or 0) + 1)]
    return []


def _read_word(state: FieldState) -> str | None:
    if state.type == "checkboxes":
        return _ON if state.selected_options else _OFF
    if state.selected_option is not None:
        return state.selected_option.value
    return state.value or None


def _entry(label: str, value: str) -> Block:
    return {"text": _plain(label), "value": value}


def _hear(blocks: Mapping[str, Block], block_id: str) -> str:
    """Return what `_say` said in a block, or nothing."""
    return str(blocks[block_id]["elements"][0]["text"]) if block_id in blocks else ""


def _say(text: str, *, block_id: str) -> Block:
    return {"type": "context", "block_id": block_id, "elements": [{"type": "mrkdwn", "text": text}]}


def _plain(text: str) -> Block:
    return {"type": "plain_text", "text": text}
