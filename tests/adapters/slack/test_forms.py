"""Forms, built from the option table and read back."""

import pytest

from adapters.slack.drafts import Draft, FormKind
from adapters.slack.forms import FormPage, FormRow, build_form, change_block, name_mistake, read_form
from adapters.slack.payloads import SlackView
from adapters.slack.routing import Wish
from bot.request.option import Option
from bot.request.options import DURATION, FIRST, LAST, OPTIONS, PROMPT, QUALITY, SOUND
from tests.servers.slack.blocks import check_view

DRAFT = Draft(kind=FormKind.NEW)


def build(*rows: FormRow, draft: Draft = DRAFT) -> SlackView:
    """Return a form as it comes back from Slack."""
    view = build_form(FormPage(draft=draft, rows=rows, price="Free preview"))
    check_view(view)
    return SlackView.model_validate({**view, "id": "V1"})


def find_element(view: SlackView, option: Option) -> dict[str, object]:
    """Return the field of an option."""
    (block,) = [block for block in view.blocks if block.get("block_id") == option.name]
    element: dict[str, object] = block["element"]
    return element


@pytest.mark.parametrize("option", OPTIONS)
def test_every_option_fits_into_a_form(option: Option) -> None:
    view = build(FormRow(option=option))

    assert find_element(view, option)["action_id"] == f"field:{option.name}"


def test_a_choice_offers_what_the_table_allows_and_shows_what_was_said() -> None:
    element = find_element(build(FormRow(option=QUALITY, default="1080p")), QUALITY)

    assert [entry["value"] for entry in element["options"]] == ["720p", "1080p", "4k"]  # type: ignore[attr-defined] # JSON
    assert element["initial_option"]["value"] == "1080p"  # type: ignore[index] # JSON


def test_a_number_may_be_left_out_so_that_it_follows_the_shots() -> None:
    element = find_element(build(FormRow(option=DURATION)), DURATION)

    assert "initial_option" not in element
    assert element["placeholder"] == {"type": "plain_text", "text": "5"}


def test_texts_keep_what_was_typed_before() -> None:
    element = find_element(build(FormRow(option=PROMPT, default="a ship")), PROMPT)

    assert (element["initial_value"], element["max_length"]) == ("a ship", 2500)


def test_a_switch_shows_how_it_stands() -> None:
    assert "initial_options" in find_element(build(FormRow(option=SOUND, default="on")), SOUND)
    assert "initial_options" not in find_element(build(FormRow(option=SOUND, default="off")), SOUND)


def test_in_conversations_of_two_nobody_is_asked_where() -> None:
    in_channel = build(draft=Draft(kind=FormKind.NEW, channel_id="C1", thread="1.1"))
    in_private = build(draft=Draft(kind=FormKind.NEW, channel_id="D1"))

    assert "where" in [block.get("block_id") for block in in_channel.blocks]
    assert "where" not in [block.get("block_id") for block in in_private.blocks]


def test_reads_words_choices_and_uploads() -> None:
    values = {
        "prompt": {"field:prompt": {"type": "plain_text_input", "value": "waves"}},
        "negative": {"field:negative": {"type": "plain_text_input", "value": None}},
        "aspect": {"field:aspect": {"type": "static_select", "selected_option": {"value": "16:9"}}},
        "duration": {"field:duration": {"type": "static_select", "selected_option": None}},
        "sound": {"field:sound": {"type": "checkboxes", "selected_options": []}},
        "first": {"field:first": {"type": "file_input", "files": []}},
        "last": {"field:last": {"type": "file_input", "files": [{"id": "F1", "name": "night.png"}]}},
        "where": {"where": {"type": "static_select", "selected_option": {"value": "channel"}}},
    }
    form = read_form(SlackView.model_validate({"id": "V1", "state": {"values": values}}))

    assert form.words == {"prompt": "waves", "aspect": "16:9", "sound": "off"}
    assert {name: file.id for name, file in form.files.items()} == {"last": "F1"}
    assert form.wish is Wish.CHANNEL


def test_a_mistake_stands_beside_its_field_or_the_first_one() -> None:
    view = build(FormRow(option=PROMPT), FormRow(option=LAST))

    assert name_mistake(view, "last", "No.") == {"last": "No."}
    assert name_mistake(view, FIRST.name, "No.") == {"prompt": "No."}
    assert name_mistake(view, None, "No.") == {"prompt": "No."}


def test_a_changed_block_leaves_all_others_alone() -> None:
    view = build(FormRow(option=PROMPT, default="a ship"), draft=Draft(kind=FormKind.EDIT, job_id="a"))
    changed = change_block(view, {"price": "About 25 credits"})

    check_view(changed)
    assert "About 25 credits" in str(changed["blocks"])
    assert changed["blocks"][0] == view.blocks[0]
    assert changed["private_metadata"] == view.private_metadata
