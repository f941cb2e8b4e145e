from collections.abc import AsyncIterator

import pytest

from adapters.slack.channel_search import ChannelSearch
from adapters.slack.connection import open_connection
from bot.errors import ServiceBusy
from bot.job.job import Requester
from tests.adapters.slack.lobby import InstalledTokens
from tests.adapters.slack.office import Office, open_office
from tests.servers.slack.faults import answer_page
from tests.servers.slack.methods import Method
from tests.servers.slack.records import Person

FROM_DISCORD = Requester(platform="discord", id="1", name="Dan")
ANYBODY = Requester(platform="slack", id="", name="")


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    """Open a local Slack with the bot in it."""
    async with open_office() as office:
        yield office


@pytest.fixture
async def search(office: Office) -> AsyncIterator[ChannelSearch]:
    """Search in all workspaces of that Slack."""
    async with open_connection(InstalledTokens(office.slack), base_url=office.slack.api_url) as connection:
        yield ChannelSearch(connection)


def name_person(person: Person) -> Requester:
    """Return a person as the core knows them."""
    return Requester(platform="slack", id=person.id, name=person.name)


async def test_a_channel_is_found_by_id_and_by_name(office: Office, search: ChannelSearch) -> None:
    found = [await search.find(name, person=office.requester) for name in (office.channel.id, "general")]

    assert found == [office.address, office.address]


async def test_people_of_another_workspace_find_nothing(office: Office, search: ChannelSearch) -> None:
    stranger = name_person(office.slack.add_person(office.slack.add_workspace("Other"), "Eve"))

    assert await search.find(office.channel.id, person=stranger) is None
    assert await search.find("general", person=stranger) is None


async def test_each_finds_the_channel_of_their_own_workspace(office: Office, search: ChannelSearch) -> None:
    other = office.slack.add_workspace("Other")
    channel, eve = office.slack.add_channel(other, "general"), office.slack.add_person(other, "Eve")

    assert await search.find("general", person=office.requester) == office.address
    assert await search.find("general", person=name_person(eve)) == office.locate(channel)


async def test_people_from_elsewhere_find_open_channels_of_a_single_workspace(
    office: Office, search: ChannelSearch
) -> None:
    alone = await search.find("general", person=FROM_DISCORD)
    office.slack.add_workspace("Other")

    assert alone == office.address
    assert await search.find("general", person=FROM_DISCORD) is None


async def test_a_direct_conversation_is_seen_by_its_person_only(office: Office, search: ChannelSearch) -> None:
    conversation = office.slack.add_direct_channel(office.ada)
    bob = name_person(office.slack.add_person(office.workspace, "Bob"))
    found = [await search.find(conversation.id, person=person) for person in (office.requester, bob, ANYBODY)]

    assert found == [office.locate(conversation), None, None]


async def test_an_archived_channel_is_no_place(office: Office, search: ChannelSearch) -> None:
    office.channel.is_archived = True

    assert await search.find(office.channel.id, person=office.requester) is None


async def test_a_slack_that_is_down_hides_no_channel(office: Office, search: ChannelSearch) -> None:
    office.slack.fail_next(Method.CONVERSATIONS_INFO, *[answer_page(503)] * 4)

    with pytest.raises(ServiceBusy):
        await search.find(office.channel.id, person=office.requester)
