"""The rules of Block Kit."""

import pytest

from tests.servers.slack.blocks import Surface, check_view, list_faults
from tests.servers.slack.conftest import Asker
from tests.servers.slack.errors import Refused
from tests.servers.slack.records import Channel, Json

BUTTON: Json = {"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Go"}, "value": "1"}
TASK: Json = {"task_id": "1", "title": "Queued", "status": "complete"}
OPTION: Json = {"text": {"type": "plain_text", "text": "5 s"}, "value": "5"}
FIELD: Json = {"type": "plain_text_input", "action_id": "prompt"}
LABEL: Json = {"type": "plain_text", "text": "Prompt"}


def section(text: str, **more: object) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


GOOD: list[Json] = [
    section("hello", fields=[{"type": "mrkdwn", "text": "x"}], accessory=BUTTON),
    {"type": "header", "text": LABEL},
    {"type": "divider"},
    {"type": "context", "elements": [{"type": "mrkdwn", "text": "x"}]},
    {"type": "actions", "elements": [BUTTON, BUTTON | {"action_id": "stop"}]},
    {"type": "plan", "title": "Animating", "tasks": [TASK]},
    {"type": "alert", "text": LABEL, "level": "error"},
    {"type": "markdown", "text": "*x*"},
    {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "a"},
    {"type": "image", "slack_file": {"id": "F1"}, "alt_text": "a"},
]
BAD: list[tuple[Json, str]] = [
    (section(""), "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
    (section("x" * 3001), "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"),
    ({"type": "section"}, "missing required field: text [json-pointer:/blocks/0]"),
    (section("x", fields=[LABEL] * 11), "no more than 10 items allowed [json-pointer:/blocks/0/fields]"),
    ({"type": "header", "text": {"type": "mrkdwn", "text": "x"}}, "must be a valid enum value"),
    ({"type": "header", "text": LABEL | {"text": "x" * 151}}, "must be less than 151 characters"),
    ({"type": "context", "elements": [LABEL] * 11}, "no more than 10 items allowed"),
    ({"type": "context", "elements": [BUTTON]}, "unsupported type: button"),
    ({"type": "actions", "elements": []}, "must have at least 1 items"),
    ({"type": "actions", "elements": [BUTTON] * 26}, "no more than 25 items allowed"),
    ({"type": "actions", "elements": [BUTTON, BUTTON]}, "action_id must be unique"),
    ({"type": "actions", "elements": [BUTTON | {"value": "x" * 2001}]}, "must be less than 2001 characters"),
    ({"type": "actions", "elements": [BUTTON | {"text": LABEL | {"text": "x" * 76}}]}, "less than 76"),
    ({"type": "actions", "elements": [BUTTON | {"style": "blue"}]}, "must be a valid enum value: danger, primary"),
    ({"type": "actions", "elements": [BUTTON | {"confirm": {"title": LABEL}}]}, "missing required field: text"),
    ({"type": "actions", "elements": [{"type": "static_select", "options": []}]}, "must have at least 1 items"),
    ({"type": "plan", "title": "", "tasks": []}, "must be more than 0 characters"),
    ({"type": "plan", "title": "x", "tasks": [TASK | {"status": "completed"}]}, "must be a valid enum value"),
    ({"type": "plan", "title": "x", "tasks": [TASK, TASK]}, "task_id must be unique"),
    ({"type": "alert", "text": LABEL, "level": "bad"}, "must be a valid enum value"),
    ({"type": "markdown", "text": "x" * 12_001}, "must be less than 12001 characters"),
    ({"type": "image", "alt_text": "a"}, "must have either image_url or slack_file"),
    ({"type": "divider", "colour": "red"}, "invalid additional property: colour"),
    ({"type": "actions", "elements": [BUTTON | {"size": 1}]}, "invalid additional property: size"),
    ({"type": "dance"}, "unsupported type: dance [json-pointer:/blocks/0/type]"),
    ({"type": "divider", "block_id": "x" * 256}, "must be less than 256 characters"),
]


@pytest.mark.parametrize("block", GOOD, ids=lambda block: block["type"])
def test_good_block_passes(block: Json) -> None:
    assert list_faults([block], Surface.MESSAGE) == []


@pytest.mark.parametrize(("block", "fault"), BAD)
def test_bad_block_is_named(block: Json, fault: str) -> None:
    assert fault in "".join(list_faults([block], Surface.MESSAGE))


def test_too_many_blocks_are_refused() -> None:
    assert list_faults([{"type": "divider"}] * 51, Surface.MESSAGE)
    assert not list_faults([{"type": "divider"}] * 51, Surface.MODAL)


def test_block_ids_are_unique() -> None:
    assert list_faults([{"type": "divider", "block_id": "a"}] * 2, Surface.MESSAGE)


def test_unknown_block_of_a_workspace_is_refused() -> None:
    faults = list_faults([GOOD[5]], Surface.MESSAGE, refused={"plan"})

    assert faults == ["[ERROR] unsupported type: plan [json-pointer:/blocks/0/type]"]


async def test_refusal_says_where(ask: Asker, channel: Channel) -> None:
    channel.workspace.refused_blocks.add("plan")

    answer = await ask.post(channel, blocks=[GOOD[5]])

    assert answer["error"] == "invalid_blocks"
    assert "json-pointer:/blocks/0/type" in answer["response_metadata"]["messages"][0]


async def test_blocks_together_are_too_long(ask: Asker, channel: Channel) -> None:
    answer = await ask.post(channel, blocks=[section("x" * 2900)] * 5)

    assert answer["error"] == "msg_blocks_too_long"


def build_view(element: Json, **more: object) -> Json:
    block = {"type": "input", "block_id": "field", "label": LABEL, "element": element}
    return {"type": "modal", "title": LABEL, "submit": LABEL, "blocks": [block], **more}


@pytest.mark.parametrize(
    "element",
    [
        FIELD | {"multiline": True, "max_length": 1500},
        {"type": "file_input", "action_id": "image", "filetypes": ["png"], "max_files": 1},
        {"type": "radio_buttons", "action_id": "seconds", "options": [OPTION], "initial_option": OPTION},
        {"type": "number_input", "action_id": "seed", "is_decimal_allowed": False},
        {"type": "conversations_select", "action_id": "place"},
    ],
    ids=lambda element: element["type"],
)
def test_good_view_passes(element: Json) -> None:
    check_view(build_view(element))


@pytest.mark.parametrize(
    ("view", "fault"),
    [
        (build_view(FIELD, title=LABEL | {"text": "x" * 25}), "must be less than 25 characters"),
        (build_view(FIELD, private_metadata="x" * 3001), "must be less than 3001 characters"),
        (build_view(FIELD, submit=None), "missing required field: submit"),
        (build_view(FIELD | {"max_length": 3001}), "must be between 0 and 3000"),
        (build_view({"type": "file_input", "max_files": 11}), "must be between 1 and 10"),
        (build_view({"type": "number_input"}), "missing required field: is_decimal_allowed"),
        (build_view({"type": "radio_buttons", "options": [OPTION] * 11}), "no more than 10 items allowed"),
        (build_view({"type": "radio_buttons", "options": [OPTION], "initial_option": {"value": "6"}}), "one of the"),
        ({"type": "modal", "title": LABEL, "blocks": [GOOD[5]]}, "unsupported type: plan"),
        (build_view(FIELD, colour="red"), "invalid additional property: colour"),
        ({"type": "home"}, "missing required field: blocks"),
        (build_view({"type": "file_input"}) | {"type": "home"}, "file_input is allowed in modals only"),
    ],
)
def test_bad_view_is_named(view: Json, fault: str) -> None:
    with pytest.raises(Refused) as caught:
        check_view(view)

    assert caught.value.error == "invalid_arguments"
    assert fault in "".join(caught.value.messages)
