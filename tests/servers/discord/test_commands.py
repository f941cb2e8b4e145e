"""Registering commands, and using them as the real client would let one."""

import discord
import pytest

from tests.servers.discord.bare_bot import ANIMATE, MENU, BareBot, run_bot
from tests.servers.discord.commands import replace_commands
from tests.servers.discord.conftest import Asker
from tests.servers.discord.records import Channel, Json, Upload, User
from tests.servers.discord.server import LocalDiscord

GROUP: Json = {
    "name": "jobs",
    "description": "Jobs",
    "options": [{"name": "list", "type": 1, "description": "All", "options": [{"name": "page", "type": 4}]}],
}

TELL: Json = {
    "name": "tell",
    "description": "Tell",
    "options": [{"name": "where", "type": 7, "description": "Where", "channel_types": [0]}],
}


@pytest.fixture
def commands(server: LocalDiscord) -> None:
    replace_commands(server.world, None, [ANIMATE, MENU, GROUP])


async def test_command_keeps_its_id_when_registered_again(server: LocalDiscord, ask: Asker) -> None:
    path = f"/applications/{server.application_id}/commands"
    first = await ask("PUT", path, [ANIMATE, MENU])
    second = await ask("PUT", path, [ANIMATE])

    assert first.body[0]["id"] == second.body[0]["id"]
    assert [command["name"] for command in server.commands()] == ["animate"]


@pytest.mark.parametrize(
    "command",
    [
        ANIMATE | {"name": "Animate"},
        ANIMATE | {"options": [ANIMATE["options"][1], ANIMATE["options"][0]]},
        MENU | {"description": "menus have none"},
    ],
)
async def test_wrong_command_is_refused(server: LocalDiscord, ask: Asker, command: Json) -> None:
    answer = await ask("PUT", f"/applications/{server.application_id}/commands", [command])
    server.violations.clear()

    assert answer.code == 50035


async def test_one_command_can_be_added_read_and_removed(server: LocalDiscord, ask: Asker) -> None:
    path = f"/applications/{server.application_id}/commands"
    added = await ask("POST", path, ANIMATE)
    read = await ask("GET", f"{path}/{added.body['id']}")
    removed = await ask("DELETE", f"{path}/{added.body['id']}")

    assert [added.status, read.status, removed.status] == [201, 200, 204]
    assert server.commands() == []


@pytest.mark.usefixtures("commands")
async def test_picture_of_a_command_is_resolved(server: LocalDiscord, channel: Channel, anna: User) -> None:
    picture = Upload(filename="a.png", content=b"a")
    used = await server.slash("animate", {"prompt": "x"}, user=anna, channel=channel, attachments={"image": picture})

    value = used.data["options"][1]["value"]
    assert used.data["resolved"]["attachments"][value]["filename"] == "a.png"


async def test_channel_of_a_command_is_resolved(server: LocalDiscord, channel: Channel, anna: User) -> None:
    replace_commands(server.world, None, [TELL])
    used = await server.slash("tell", {"where": channel}, user=anna, channel=channel)

    assert used.data["options"][0]["value"] == str(channel.id)
    assert used.data["resolved"]["channels"][str(channel.id)]["name"] == channel.name


@pytest.mark.parametrize("value", ["general", 7])
async def test_what_is_no_channel_cannot_be_picked(
    server: LocalDiscord, channel: Channel, anna: User, value: object
) -> None:
    replace_commands(server.world, None, [TELL])

    with pytest.raises(LookupError, match="takes a channel"):
        await server.slash("tell", {"where": value}, user=anna, channel=channel)


@pytest.mark.usefixtures("commands")
async def test_subcommand_is_reached_by_its_path(server: LocalDiscord, channel: Channel, anna: User) -> None:
    used = await server.slash("jobs list", {"page": 2}, user=anna, channel=channel)

    assert used.data["options"][0]["options"] == [{"name": "page", "type": 4, "value": 2}]


@pytest.mark.usefixtures("commands")
@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("unknown", {}),
        ("animate", {}),
        ("animate", {"prompt": "x", "seconds": 6}),
        ("animate", {"prompt": "x", "z": 1}),
    ],
)
async def test_impossible_use_is_a_mistake_of_the_test(
    server: LocalDiscord, channel: Channel, anna: User, name: str, options: Json
) -> None:
    with pytest.raises(LookupError):
        await server.slash(name, options, user=anna, channel=channel)


async def test_suggestions_come_back(server: LocalDiscord, channel: Channel, anna: User) -> None:
    async def suggest(interaction: discord.Interaction) -> None:
        await interaction.response.autocomplete([discord.app_commands.Choice(name="waves", value="waves")])

    async with run_bot(server, BareBot(suggest)):
        typed = await server.autocomplete("animate", {"prompt": "wa"}, focused="prompt", user=anna, channel=channel)
        await server.until(lambda: typed.choices)

    assert [choice["value"] for choice in typed.choices] == ["waves"]
