import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from adapters.slack.http_requests import EVENTS_PATH
from tests.adapters.slack.reception import Reception, open_reception
from tests.adapters.slack.test_oauth import PICTURE, add_installed_team
from tests.servers.slack.deliveries import DeliveryKind
from tests.servers.slack.server import local_slack

#: Slack's library asks for tokens in a way that aiohttp is about to drop.


@pytest.fixture
async def reception(tmp_path: Path) -> AsyncIterator[Reception]:
    """Run a bot that is told of everything by signed requests."""
    async with local_slack() as slack, open_reception(slack, tmp_path) as reception:
        yield reception


def build_challenge() -> dict[str, Any]:
    """Build what Slack asks before it believes in an address."""
    return {"type": "url_verification", "challenge": "abc", "token": "old"}


async def test_slack_may_verify_the_address(reception: Reception) -> None:
    reply = await reception.slack.requests.post(DeliveryKind.EVENT, build_challenge())

    assert (reply.status, reply.text) == (200, '{"challenge": "abc"}')


async def test_a_forged_signature_is_refused(reception: Reception) -> None:
    reply = await reception.slack.requests.post(DeliveryKind.EVENT, build_challenge(), secret="f" * 32)

    assert reply.status == 401


async def test_a_request_that_was_recorded_six_minutes_ago_is_refused(reception: Reception) -> None:
    reply = await reception.slack.requests.post(DeliveryKind.EVENT, build_challenge(), age_seconds=360)

    assert reply.status == 401


async def test_a_request_without_a_signature_is_refused(reception: Reception) -> None:
    async with aiohttp.ClientSession() as session:
        answer = await session.post(f"{reception.address}{EVENTS_PATH}", json=build_challenge())

    assert answer.status == 401


async def test_an_endless_request_is_refused(reception: Reception) -> None:
    async with aiohttp.ClientSession() as session:
        answer = await session.post(f"{reception.address}{EVENTS_PATH}", data=io.BytesIO(b"x" * (1024 * 1024 + 1)))

    assert answer.status == 413


async def test_an_event_that_is_told_of_again_is_one_order(reception: Reception) -> None:
    ada = await add_installed_team(reception, "Acme")
    slack, bot = reception.slack, ada.workspace.bot
    channel = slack.add_channel(ada.workspace)
    slack.say(channel, ada, f"{bot.mention if bot else ''} waves", files=[PICTURE])
    await slack.until(lambda: reception.jobs.commands)
    for mention in slack.events("app_mention"):
        await slack.courier.repeat(mention)
    await slack.settled()

    assert len({command.event_id for command in reception.jobs.commands}) == 1


async def test_commands_and_forms_come_the_same_way(reception: Reception) -> None:
    ada = await add_installed_team(reception, "Acme")
    used = reception.slack.slash("/animate", person=ada, channel=reception.slack.add_channel(ada.workspace))
    await reception.slack.until(lambda: used.views)
    await used.over()

    assert used.is_acknowledged


async def test_what_nobody_listens_to_is_acknowledged(reception: Reception) -> None:
    ada = await add_installed_team(reception, "Acme")
    event = {"type": "team_join", "user": {"id": ada.id}}
    delivery = reception.slack.courier.send_event(ada.workspace, event)
    await reception.slack.settled()

    assert delivery is None or delivery.is_acknowledged
