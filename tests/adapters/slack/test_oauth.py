import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from adapters.slack.oauth import INSTALL_PATH, REDIRECT_PATH
from bot.errors import PlaceUnreachable
from tests.adapters.slack.reception import Reception, open_reception
from tests.end_to_end.chat_person import every_moment
from tests.servers.slack.records import Person, Upload
from tests.servers.slack.server import local_slack

#: Slack's library asks for tokens in a way that aiohttp is about to drop.

PICTURE = Upload(filename="day.png", content=b"\x89PNG\r\n\x1a\n day")


@pytest.fixture
async def reception(tmp_path: Path) -> AsyncIterator[Reception]:
    """Run a bot that no workspace has installed yet."""
    async with local_slack() as slack, open_reception(slack, tmp_path) as reception:
        yield reception


async def install(reception: Reception, person: Person, *, keeps_cookies: bool = True) -> tuple[int, str]:
    """Install the app as a person does in a browser, and return what the last page says."""
    reception.slack.oauth.visitor = person
    async with aiohttp.ClientSession() as browser:
        page = await browser.get(f"{reception.address}{INSTALL_PATH}")
        cookie = page.headers.get("Set-Cookie", "").partition(";")[0]
        link = (await page.text()).partition('href="')[2].partition('"')[0].replace("&amp;", "&")
        consent = await browser.get(link, allow_redirects=False)
        # A browser keeps this cookie because the page came by https.
        headers = {"Cookie": cookie} if keeps_cookies else {}
        last = await browser.get(consent.headers["Location"], headers=headers)
        return last.status, await last.text()


async def add_installed_team(reception: Reception, name: str) -> Person:
    """Have a workspace install the app, and return somebody there."""
    person = reception.slack.add_person(reception.slack.add_workspace(name, is_installed=False), f"Ada of {name}")
    assert (await install(reception, person))[0] == 200
    return person


async def test_a_workspace_installs_the_app_by_two_pages(reception: Reception) -> None:
    workspace = reception.slack.add_workspace("Acme & Co", is_installed=False)
    status, page = await install(reception, reception.slack.add_person(workspace))

    assert status == 200
    assert "Flipbook is now in Acme &amp; Co" in page
    assert await reception.connection.token_for(workspace.id) == workspace.bot_token


async def test_the_page_asks_for_the_rights_of_the_manifest_and_no_more(reception: Reception) -> None:
    async with aiohttp.ClientSession() as browser:
        page = await (await browser.get(f"{reception.address}{INSTALL_PATH}")).text()

    assert "scope=app_mentions:read,channels:join" in page
    assert "user_scope=&amp;" in page or "user_scope=&" in page
    assert f"redirect_uri={reception.address}{REDIRECT_PATH}" in page


async def test_another_browser_cannot_finish_an_installation(reception: Reception) -> None:
    workspace = reception.slack.add_workspace("Acme", is_installed=False)
    status, page = await install(reception, reception.slack.add_person(workspace), keeps_cookies=False)

    assert (status, "was not added" in page) == (400, True)
    assert await reception.installations.list_teams() == []


async def test_who_says_no_is_told_that_nothing_was_changed(reception: Reception) -> None:
    workspace = reception.slack.add_workspace("Acme", is_installed=False)
    reception.slack.oauth.is_denied = True
    _, page = await install(reception, reception.slack.add_person(workspace))

    assert "nothing was changed" in page
    assert await reception.installations.list_teams() == []


@pytest.mark.parametrize("query", ["", "?code=1", "?code=1&state=2", "?error=<script>"])
async def test_forged_returns_are_refused(reception: Reception, query: str) -> None:
    async with aiohttp.ClientSession() as browser:
        answer = await browser.get(f"{reception.address}{REDIRECT_PATH}{query}")
        page = await answer.text()

    assert "was not added" in page
    assert "<script>" not in page


async def test_an_installed_workspace_is_heard_at_once(reception: Reception) -> None:
    ada = await add_installed_team(reception, "Acme")
    channel, slack = reception.slack.add_channel(ada.workspace), reception.slack
    slack.say(channel, ada, f"{ada.workspace.bot.mention if ada.workspace.bot else ''} waves", files=[PICTURE])
    await slack.until(lambda: reception.jobs.commands)

    assert reception.jobs.commands[0].address.tenant == ada.workspace.id


async def test_two_workspaces_are_served_by_their_own_tokens(reception: Reception) -> None:
    people = [await add_installed_team(reception, name) for name in ("Acme", "Bolt")]
    slack = reception.slack
    for person in people:
        bot = person.workspace.bot
        slack.say(slack.add_channel(person.workspace), person, f"{bot.mention if bot else ''} x", files=[PICTURE])
    await slack.until(lambda: len(reception.jobs.commands) == 2)
    asked = {command.address.tenant: command.requester.id for command in reception.jobs.commands}

    assert asked == {person.workspace.id: person.id for person in people}
    assert not [call for call in slack.calls if call.error]


async def test_a_revoked_token_is_deleted_and_the_other_workspace_goes_on(reception: Reception) -> None:
    gone, stays = [await add_installed_team(reception, name) for name in ("Acme", "Bolt")]
    reception.slack.revoke(gone.workspace)
    # It is acknowledged before it is dealt with.
    async for _ in every_moment():
        if await reception.installations.list_teams() != sorted([gone.workspace.id, stays.workspace.id]):
            break

    assert await reception.installations.list_teams() == [stays.workspace.id]
    assert reception.forgotten == []


async def test_an_uninstalled_workspace_is_forgotten(reception: Reception) -> None:
    ada = await add_installed_team(reception, "Acme")
    await reception.connection.identify(ada.workspace.id)
    reception.slack.uninstall(ada.workspace)
    await reception.slack.until(lambda: reception.forgotten)

    assert reception.forgotten == [ada.workspace.id]
    assert await reception.installations.list_teams() == []
    with pytest.raises(PlaceUnreachable):
        await reception.connection.client_for(ada.workspace.id)


async def test_a_workspace_may_come_back(reception: Reception) -> None:
    ada = await add_installed_team(reception, "Acme")
    reception.slack.uninstall(ada.workspace)
    await reception.slack.until(lambda: reception.forgotten)
    await install(reception, ada)

    assert await reception.connection.token_for(ada.workspace.id) == ada.workspace.bot_token


async def test_a_token_that_ends_soon_is_renewed_once_however_many_ask(reception: Reception) -> None:
    reception.slack.app.is_rotating = True
    ada = await add_installed_team(reception, "Acme")
    first = ada.workspace.bot_token
    bot = await reception.installations.find_bot_of_team(ada.workspace.id)
    assert bot is not None
    bot.bot_token_expires_at = 1
    await reception.installations.async_save_bot(bot)
    found = await asyncio.gather(*(reception.tokens.find_token(ada.workspace.id) for _ in range(10)))

    assert set(found) == {ada.workspace.bot_token} != {first}


async def test_a_token_that_cannot_be_renewed_leaves_the_workspace_uninstalled(reception: Reception) -> None:
    reception.slack.app.is_rotating = True
    ada = await add_installed_team(reception, "Acme")
    bot = await reception.installations.find_bot_of_team(ada.workspace.id)
    assert bot is not None
    bot.bot_token_expires_at, bot.bot_refresh_token = 1, "xoxe-1-spent"
    await reception.installations.async_save_bot(bot)

    assert await reception.tokens.find_token(ada.workspace.id) is None
