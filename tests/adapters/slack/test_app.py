import asyncio
import logging
from pathlib import Path

import pytest

from adapters.slack.http_requests import EVENTS_PATH
from adapters.slack.oauth import INSTALL_PATH, REDIRECT_PATH
from tests.adapters.slack.reception import open_reception
from tests.adapters.slack.test_oauth import PICTURE, add_installed_team
from tests.servers.slack.server import local_slack


async def test_socket_mode_serves_every_workspace_and_needs_no_address_for_events(tmp_path: Path) -> None:
    async with local_slack() as slack, open_reception(slack, tmp_path, uses_socket=True) as reception:
        for name in ("Acme", "Bolt"):
            ada = await add_installed_team(reception, name)
            bot = ada.workspace.bot
            slack.say(slack.add_channel(ada.workspace), ada, f"{bot.mention if bot else ''} waves", files=[PICTURE])
        await slack.until(lambda: len(reception.jobs.commands) == 2)

    assert {command.address.tenant for command in reception.jobs.commands} == set(slack.world.workspaces)


async def test_lends_only_the_routes_that_are_needed(tmp_path: Path) -> None:
    paths = []
    for uses_socket in (True, False):
        folder = tmp_path / str(uses_socket)
        async with local_slack() as slack, open_reception(slack, folder, uses_socket=uses_socket) as reception:
            paths.append(reception.paths)

    assert paths == [{INSTALL_PATH, REDIRECT_PATH}, {INSTALL_PATH, REDIRECT_PATH, EVENTS_PATH}]


async def test_what_people_asked_for_is_finished_before_the_bot_leaves(tmp_path: Path) -> None:
    async with local_slack() as slack:
        async with open_reception(slack, tmp_path, uses_socket=True) as reception:
            ada = await add_installed_team(reception, "Acme")
            bot = ada.workspace.bot
            slack.say(slack.add_channel(ada.workspace), ada, f"{bot.mention if bot else ''} waves", files=[PICTURE])
            await slack.until(lambda: slack.events("app_mention"))
            await slack.settled()
            await slack.until(lambda: reception.jobs.commands)

        assert len(reception.jobs.commands) == 1


async def test_a_line_that_is_cut_while_fifty_people_ask_loses_nobody(tmp_path: Path) -> None:
    async with local_slack() as slack, open_reception(slack, tmp_path, uses_socket=True) as reception:
        ada = await add_installed_team(reception, "Acme")
        bot, channel = ada.workspace.bot, slack.add_channel(ada.workspace)
        for number in range(50):
            slack.say(channel, ada, f"{bot.mention if bot else ''} waves {number}", files=[PICTURE])
        await slack.until(lambda: any(event.is_acknowledged for event in slack.events("app_mention")))
        slack.cut()
        await slack.until(lambda: len(reception.jobs.commands) >= 50)
        await slack.settled()

    orders = [command.event_id for command in reception.jobs.commands]
    assert len(orders) == len(set(orders)) == 50


async def test_a_slack_that_cannot_be_reached_hinders_nothing(tmp_path: Path) -> None:
    async with local_slack() as slack:
        slack.app.app_token = "xapp-1-unknown"  # noqa: S105  # no secret: nobody knows it
        async with asyncio.timeout(60), open_reception(slack, tmp_path, uses_socket=True, waits=False):
            await slack.until(lambda: any(call.error == "invalid_auth" for call in slack.calls))


async def test_no_words_of_people_reach_the_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    async with local_slack() as slack, open_reception(slack, tmp_path) as reception:
        ada = await add_installed_team(reception, "Acme")
        slack.courier.send_event(ada.workspace, {"type": "team_join", "user": {"id": ada.id, "name": "secret words"}})
        await slack.settled()

    assert "secret words" not in caplog.text
