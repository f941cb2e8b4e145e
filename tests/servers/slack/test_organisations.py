"""Tokens that speak for all workspaces of an organisation."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from tests.servers.slack.conftest import Asker
from tests.servers.slack.records import Organisation
from tests.servers.slack.server import LocalSlack


@pytest.fixture
def organisation(server: LocalSlack) -> Organisation:
    """Have a company with the app in both of its workspaces."""
    organisation = server.add_organisation()
    server.world.install_everywhere(organisation, server.app.scopes)
    return organisation


@pytest.fixture
async def ask_for_all(server: LocalSlack, organisation: Organisation) -> AsyncIterator[Asker]:
    async with aiohttp.ClientSession() as session:
        yield Asker(server, session, organisation.grant.token if organisation.grant else "")


async def test_one_token_posts_in_every_workspace(
    server: LocalSlack, organisation: Organisation, ask_for_all: Asker
) -> None:
    channels = [server.add_channel(workspace) for workspace in organisation.workspaces]
    answers = [await ask_for_all.post(channel) for channel in channels]

    assert [answer["ok"] for answer in answers] == [True, True]
    assert [len(server.messages(channel)) for channel in channels] == [1, 1]


async def test_the_token_says_whose_it_is(organisation: Organisation, ask_for_all: Asker) -> None:
    told = await ask_for_all("auth.test")

    assert (told["is_enterprise_install"], told["enterprise_id"]) == (True, organisation.id)


async def test_lists_need_to_be_told_the_workspace(
    server: LocalSlack, organisation: Organisation, ask_for_all: Asker
) -> None:
    channels = [server.add_channel(workspace) for workspace in organisation.workspaces]
    untold = await ask_for_all("conversations.list")
    told = await ask_for_all("conversations.list", team_id=organisation.workspaces[1].id)

    assert untold["error"] == "missing_argument"
    assert [channel["id"] for channel in told["channels"]] == [channels[1].id]


async def test_a_workspace_that_was_taken_out_is_closed(
    server: LocalSlack, organisation: Organisation, ask_for_all: Asker
) -> None:
    channels = [server.add_channel(workspace) for workspace in organisation.workspaces]
    server.oauth.take_out(organisation.workspaces[0])
    answers = [await ask_for_all.post(channel) for channel in channels]

    assert [answer.get("error") for answer in answers] == ["channel_not_found", None]


async def test_files_belong_to_the_workspace_in_which_they_appear(
    server: LocalSlack, organisation: Organisation, ask_for_all: Asker
) -> None:
    channel = server.add_channel(organisation.workspaces[1])
    file_id = await ask_for_all.upload(b"video", channel_id=channel.id)
    await server.until(lambda: server.messages(channel))

    assert server.messages(channel)[0].files[0].id == file_id
    assert server.world.files[file_id].workspace is organisation.workspaces[1]
