"""Cards as the real client sends them come back as the documents describe them."""

import io

import discord
import pytest

from tests.servers.discord.bare_bot import BareBot, run_bot
from tests.servers.discord.conftest import Asker
from tests.servers.discord.records import Channel, Json, User, walk_components
from tests.servers.discord.server import LocalDiscord


def _build_card() -> discord.ui.LayoutView:
    view = discord.ui.LayoutView(timeout=None)
    picture: discord.ui.Thumbnail[discord.ui.LayoutView] = discord.ui.Thumbnail(
        "attachment://a.png", description="Source image"
    )
    gallery: discord.ui.MediaGallery[discord.ui.LayoutView] = discord.ui.MediaGallery(
        discord.MediaGalleryItem("attachment://a.png", description="Poster")
    )
    row: discord.ui.ActionRow[discord.ui.LayoutView] = discord.ui.ActionRow(
        discord.ui.Button(label="Cancel", custom_id="job:1:cancel", style=discord.ButtonStyle.danger),
        discord.ui.Button(label="Full quality", url="https://flipbook.example"),
    )
    view.add_item(
        discord.ui.Container(
            discord.ui.Section("### Rendering", accessory=picture),
            discord.ui.Separator(),
            gallery,
            discord.ui.File("attachment://a.png"),
            row,
            discord.ui.ActionRow(
                discord.ui.Select(custom_id="pick", options=[discord.SelectOption(label="one", value="1")])
            ),
            accent_colour=discord.Colour.blurple(),
        )
    )
    return view


async def test_every_kind_of_component_survives_the_way_there_and_back(server: LocalDiscord, channel: Channel) -> None:
    async with run_bot(server, BareBot()) as bot:
        place = bot.get_partial_messageable(channel.id)
        await place.send(view=_build_card(), file=discord.File(io.BytesIO(b"a"), "a.png"))
    card = server.messages(channel.id)[0]

    assert card.text == "### Rendering"
    assert [button["label"] for button in card.buttons] == ["Cancel", "Full quality"]
    thumbnail = card.components[0]["components"][0]["accessory"]
    assert thumbnail["media"]["attachment_id"] == str(card.attachments[0].id)


async def test_choice_in_a_list_is_heard(server: LocalDiscord, channel: Channel, anna: User) -> None:
    async with run_bot(server, BareBot()) as bot:
        place = bot.get_partial_messageable(channel.id)
        message = await place.send(view=_build_card(), file=discord.File(io.BytesIO(b"a"), "a.png"))
        await server.select(message.id, "pick", ["1"], user=anna)
        await server.until(lambda: bot.interactions)

    assert bot.interactions[0].data
    assert bot.interactions[0].data.get("values") == ["1"]


@pytest.mark.parametrize(
    "components",
    [
        [{"type": 1, "components": []}],
        [{"type": 1, "components": [{"type": 2, "style": 1, "label": str(n), "custom_id": "same"} for n in range(2)]}],
        [{"type": 1, "components": [{"type": 2, "style": 1, "label": "x", "custom_id": "x"}]}] * 6,
    ],
)
async def test_impossible_rows_are_refused(
    server: LocalDiscord, ask: Asker, channel: Channel, components: list[Json]
) -> None:
    answer = await ask.post(channel, {"content": "x", "components": components})
    server.violations.clear()

    assert answer.code == 50035


def test_parts_are_listed_in_the_order_of_reading() -> None:
    inner: Json = {"type": 9, "components": [{"type": 10, "content": "a"}], "accessory": {"type": 2}}

    assert [part["type"] for part in walk_components([{"type": 17, "components": [inner]}])] == [17, 9, 10, 2]
