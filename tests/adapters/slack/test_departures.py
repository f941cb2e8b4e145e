"""Organisations with the app in all their workspaces: how it comes in, whom it serves, and how it leaves."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.errors import PlaceUnreachable
from bot.job.job import ReplyAddress, Requester
from tests.adapters.slack.reception import Reception, open_reception
from tests.adapters.slack.test_oauth import PICTURE, install
from tests.contracts.samples import build_job
from tests.end_to_end.chat_person import every_moment
from tests.servers.slack.records import Channel, Organisation, Person
from tests.servers.slack.server import local_slack


@pytest.fixture(params=[True, False], ids=["socket", "requests"])
async def reception(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Reception]:
    """Run a bot that nobody has installed yet."""
    async with local_slack() as slack, open_reception(slack, tmp_path, uses_socket=request.param) as reception:
        yield reception


async def add_installed_organisation(reception: Reception, name: str = "Holding") -> Organisation:
    """Have a company install the app for all its workspaces."""
    organisation = reception.slack.add_organisation(name)
    reception.slack.oauth.is_organisation_wide = True
    admin = reception.slack.add_person(organisation.workspaces[0], f"Ada of {name}")
    assert (await install(reception, admin))[0] == 200
    return organisation


async def ask_in_each(reception: Reception, organisation: Organisation) -> list[tuple[Person, Channel]]:
    """Have somebody in each workspace ask for a video, and wait until all were heard."""
    slack, before = reception.slack, len(reception.jobs.commands)
    askers = []
    for workspace in organisation.workspaces:
        person, channel = slack.add_person(workspace), slack.add_channel(workspace)
        slack.say(channel, person, f"{workspace.bot.mention if workspace.bot else ''} waves", files=[PICTURE])
        askers.append((person, channel))
    await slack.until(lambda: len(reception.jobs.commands) == before + len(askers))
    return askers


async def test_the_page_says_where_workspaces_are_chosen(reception: Reception) -> None:
    organisation = reception.slack.add_organisation("Holding & Sons")
    reception.slack.oauth.is_organisation_wide = True
    _, page = await install(reception, reception.slack.add_person(organisation.workspaces[0]))

    assert "Flipbook is now in Holding &amp; Sons" in page
    assert f"/manage/{organisation.id}/integrations/profile/{reception.slack.app.id}/workspaces/add" in page


async def test_one_token_serves_each_workspace_as_a_tenant_of_its_own(reception: Reception) -> None:
    organisation = await add_installed_organisation(reception)
    askers = await ask_in_each(reception, organisation)
    asked = {command.address.tenant: command.requester.id for command in reception.jobs.commands}

    assert asked == {person.workspace.id: person.id for person, _ in askers}
    assert await reception.installations.list_teams() == sorted(one.id for one in organisation.workspaces)
    assert not [call for call in reception.slack.calls if call.error]


async def test_forms_and_commands_know_their_workspace(reception: Reception) -> None:
    organisation = await add_installed_organisation(reception)
    slack, west = reception.slack, organisation.workspaces[1]
    typed = slack.slash("/animate", "waves", person=slack.add_person(west), channel=slack.add_channel(west))
    await slack.until(lambda: typed.views)
    slack.submit(typed.views[0], {"first": [PICTURE]})
    await slack.until(lambda: reception.jobs.commands)

    assert reception.jobs.commands[0].address.tenant == west.id


async def test_workspaces_of_one_organisation_do_not_see_each_others_jobs(reception: Reception) -> None:
    organisation = await add_installed_organisation(reception)
    slack, (east, west) = reception.slack, organisation.workspaces
    # In an organisation one person is the same everywhere.
    bob = slack.add_person(west, "Bob")
    requester = Requester(platform="slack", id=bob.id, name=bob.name)
    reception.jobs.keep(
        build_job("a", requester=requester, address=ReplyAddress(platform="slack", tenant=east.id, place="C1"))
    )
    listed = slack.slash("/jobs", person=bob, channel=slack.add_channel(west))
    await slack.until(lambda: listed.replies)

    assert "You have no videos yet" in listed.replies[0].text


async def test_another_organisation_is_served_by_its_own_token(reception: Reception) -> None:
    first, second = [await add_installed_organisation(reception, name) for name in ("Holding", "Other")]
    await ask_in_each(reception, first)
    await ask_in_each(reception, second)
    tokens = [await reception.connection.token_for(one.workspaces[1].id) for one in (first, second)]

    assert tokens == [one.grant.token for one in (first, second) if one.grant]


async def test_a_workspaces_own_installation_comes_first(reception: Reception) -> None:
    organisation = await add_installed_organisation(reception)
    await ask_in_each(reception, organisation)
    reception.slack.oauth.is_organisation_wide = False
    east = organisation.workspaces[0]
    await install(reception, reception.slack.add_person(east))
    reception.tokens.forget_all()

    assert await reception.connection.token_for(east.id) == east.bot_token
    assert organisation.grant is not None
    assert organisation.grant.token != east.bot_token


async def test_a_workspace_that_is_taken_out_is_forgotten_and_the_others_go_on(reception: Reception) -> None:
    organisation = await add_installed_organisation(reception)
    await ask_in_each(reception, organisation)
    east, west = organisation.workspaces
    reception.slack.oauth.take_out(east)
    await reception.slack.until(lambda: reception.forgotten)

    assert reception.forgotten == [east.id]
    assert await reception.installations.list_teams() == [west.id]
    with pytest.raises(PlaceUnreachable):
        await reception.connection.token_for(east.id)


async def test_revoked_tokens_are_deleted_and_nothing_else(reception: Reception) -> None:
    organisation = await add_installed_organisation(reception)
    await ask_in_each(reception, organisation)
    reception.slack.oauth.revoke_tokens(organisation.grant)
    async for _ in every_moment():
        if await reception.installations.find_bot_of_team(organisation.id) is None:
            break

    assert await reception.installations.find_bot_of_team(organisation.id) is None
    assert await reception.installations.list_teams() == sorted(one.id for one in organisation.workspaces)
    assert reception.forgotten == []


async def test_an_organisation_that_leaves_is_forgotten_with_all_its_workspaces(reception: Reception) -> None:
    organisation, other = [await add_installed_organisation(reception, name) for name in ("Holding", "Other")]
    for one in (organisation, other):
        await ask_in_each(reception, one)
    reception.slack.oauth.leave(organisation.grant)
    await reception.slack.until(lambda: len(reception.forgotten) == 2)

    assert sorted(reception.forgotten) == sorted(one.id for one in organisation.workspaces)
    assert await reception.installations.list_teams() == sorted(one.id for one in other.workspaces)


async def test_an_organisations_token_is_renewed_once_for_all_workspaces(reception: Reception) -> None:
    reception.slack.app.is_rotating = True
    organisation = await add_installed_organisation(reception)
    await ask_in_each(reception, organisation)
    bot = await reception.installations.find_bot_of_team(organisation.id)
    assert bot is not None
    bot.bot_token_expires_at = 1
    await reception.installations.async_save_bot(bot)
    reception.tokens.forget_all()
    found = {await reception.tokens.find_token(one.id) for one in organisation.workspaces}

    assert organisation.grant is not None
    assert found == {organisation.grant.token} != {bot.bot_token}
