"""Forms, built from the option table and read back."""

import aiohttp
import pytest

from adapters.discord.custom_ids import FormId, FormKind
from adapters.discord.forms import FormRow, build_form, read_form
from adapters.discord.picture import ContentServer
from bot.request.options import ASPECT, DURATION, FIRST, LAST, OPTIONS, PROMPT, QUALITY

FORM = FormId(kind=FormKind.EDIT, subject="a" * 24)


async def test_a_row_offers_what_the_table_allows() -> None:
    form = build_form(FORM, [FormRow(option=QUALITY, default="1080p"), FormRow(option=DURATION)])
    fields = [row["component"] for row in form.to_dict()["components"]]

    assert [option["value"] for option in fields[0]["options"]] == ["720p", "1080p", "4k"]
    assert [option["value"] for option in fields[0]["options"] if option["default"]] == ["1080p"]
    assert [option["value"] for option in fields[1]["options"] if option["default"]] == ["5"]


async def test_texts_keep_what_was_typed_before() -> None:
    form = build_form(FORM, [FormRow(option=PROMPT, default="a ship")])
    field = form.to_dict()["components"][0]["component"]

    assert (field["value"], field["max_length"]) == ("a ship", 2500)


async def test_a_row_for_a_picture_takes_nothing_else() -> None:
    form = build_form(FORM, [FormRow(option=LAST)])
    field = form.to_dict()["components"][0]["component"]

    assert (field["type"], field["file_types"], field["max_values"]) == (19, ["image"], 1)


@pytest.mark.parametrize("option", OPTIONS)
async def test_every_option_fits_into_a_row(option: object) -> None:
    rows = [FormRow(option=one) for one in OPTIONS if one is option]
    (row,) = build_form(FORM, rows).to_dict()["components"]

    assert len(row["label"]) <= 45
    assert len(row["description"]) <= 100


async def test_reads_words_choices_and_uploads() -> None:
    payload = {
        "custom_id": FORM.spell(),
        "components": [
            {"type": 18, "component": {"type": 4, "custom_id": PROMPT.name, "value": "waves"}},
            {"type": 18, "component": {"type": 3, "custom_id": ASPECT.name, "values": ["16:9"]}},
            {"type": 18, "component": {"type": 3, "custom_id": QUALITY.name, "values": []}},
            {"type": 18, "component": {"type": 19, "custom_id": LAST.name, "values": ["77"]}},
            {"type": 18, "component": {"type": 19, "custom_id": FIRST.name, "values": []}},
        ],
        "resolved": {"attachments": {"77": {"filename": "night.png", "url": "https://cdn.discordapp.com/n.png"}}},
    }
    async with aiohttp.ClientSession() as session:
        form = read_form(payload, ContentServer(session=session))

    assert form.words == {"prompt": "waves", "aspect": "16:9"}
    assert [(name, picture.name) for name, picture in form.pictures.items()] == [("last", "night.png")]
