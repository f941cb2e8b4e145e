import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from slack_bolt.app.async_app import AsyncApp

from adapters.slack.app import BuildLine
from adapters.slack.authorization import build_authorization
from adapters.slack.connection import SlackConnection, open_connection
from adapters.slack.line_account import LineAccount, SocketTimes
from adapters.slack.receiver import Receiver
from adapters.slack.tokens import SingleToken
from tests.adapters.slack.near_line import NearLine
from tests.servers.slack.courier import Patience
from tests.servers.slack.faults import Fault, answer_error, answer_page, answer_too_many, drop_before
from tests.servers.slack.methods import Method, Place
from tests.servers.slack.records import Channel, Person
from tests.servers.slack.server import LocalSlack, local_slack
from tests.servers.slack.sockets import Farewell

#: As in earnest about silence, so that a machine that stands still is not taken for a line that does.
TIMES = SocketTimes(repair_seconds=0.5, look_seconds=0.05, first_pause_seconds=0.01, longest_pause_seconds=0.1)
#: Gives an address up soon.
HASTY = replace(TIMES, connect_seconds=1.0)
#: Notices soon when nobody answers; on a slow machine it may think so although somebody does.
WATCHFUL = replace(TIMES, ping_seconds=0.2)


@dataclass
class Ear:
    """A bot that listens and notes whom it heard."""

    slack: LocalSlack
    channel: Channel
    anna: Person
    connection: SlackConnection
    heard: list[str] = field(default_factory=list)
    #: Without it the bot does not get round to anything.
    is_free: asyncio.Event = field(default_factory=asyncio.Event)

    async def hear(self, words: str) -> None:
        """Have somebody mention the bot, and wait until it heard and Slack knows that it did."""
        bot = self.channel.workspace.bot
        assert bot is not None
        self.slack.say(self.channel, self.anna, f"{bot.mention} {words}")
        await self.slack.until(lambda: words in self.heard)
        await self.slack.settled()


@asynccontextmanager
async def open_ear(
    slack: LocalSlack, *, app_token: str | None = None, build_line: BuildLine = NearLine, times: SocketTimes = TIMES
) -> AsyncIterator[Ear]:
    """Let a bot listen to a local Slack while the block runs."""
    workspace = slack.add_workspace()
    anna, tokens = slack.add_person(workspace), SingleToken(workspace.bot_token, base_url=slack.api_url)
    async with open_connection(tokens, base_url=slack.api_url) as connection, asyncio.TaskGroup() as tasks:
        app = AsyncApp(
            name="ear",
            client=connection.build_client(),
            authorize=build_authorization(connection),  # type: ignore[arg-type] # None is taken
        )
        account = LineAccount(
            app_token=app_token or slack.app.app_token, base_url=slack.api_url, times=times, log_level=logging.INFO
        )
        line = build_line(Receiver(app), account, connection=connection)
        ear = Ear(slack, slack.add_channel(workspace), anna, connection)
        ear.is_free.set()
        app.event("app_mention")(_note(ear))
        tasks.create_task(line.run())
        try:
            yield ear
        finally:
            line.close()


def _note(ear: Ear) -> Callable[..., Awaitable[None]]:
    async def note(event: dict[str, Any]) -> None:
        await ear.is_free.wait()
        ear.heard.append(str(event["text"]).rpartition("> ")[2])

    return note


@pytest.fixture
async def slack() -> AsyncIterator[LocalSlack]:
    """Open a local Slack."""
    async with local_slack() as slack:
        yield slack


async def test_hears_what_people_say(slack: LocalSlack) -> None:
    async with open_ear(slack) as ear:
        await ear.hear("hello")

    assert ear.heard == ["hello"]


async def test_tells_whether_it_can_be_heard(slack: LocalSlack) -> None:
    async with open_ear(slack) as ear:
        before = ear.connection.is_listening
        await slack.until(lambda: ear.connection.is_listening)
        slack.fail_always(Method.CONNECTIONS_OPEN, answer_page(503))
        slack.cut()
        await slack.until(lambda: not ear.connection.is_listening)

    assert not before


@pytest.mark.parametrize("farewell", list(Farewell))
async def test_comes_again_when_slack_asks_for_it(slack: LocalSlack, farewell: Farewell) -> None:
    async with open_ear(slack) as ear:
        await ear.hear("before")
        await slack.dismiss(farewell)
        await ear.hear("after")

    assert ear.heard == ["before", "after"]


async def test_comes_again_when_the_line_is_cut(slack: LocalSlack) -> None:
    async with open_ear(slack) as ear:
        await ear.hear("before")
        slack.cut()
        await ear.hear("after")

    assert ear.heard == ["before", "after"]


async def test_replaces_a_line_that_no_longer_answers() -> None:
    patient = Patience(retry_seconds=(0.1,) * 100)
    async with local_slack(patience=patient) as slack, open_ear(slack, times=WATCHFUL) as ear:
        await ear.hear("before")
        slack.deafen()
        await ear.hear("after")

    assert "after" in ear.heard


async def test_asks_for_a_new_address_when_one_is_spent(slack: LocalSlack) -> None:
    slack.fail_next(Place.LINK, drop_before(), answer_page(503))
    async with open_ear(slack, times=HASTY) as ear:
        await ear.hear("hello")

    assert len(slack.calls_to(Method.CONNECTIONS_OPEN)) >= 3


async def test_asks_for_a_new_address_when_one_is_spent_while_coming_again(slack: LocalSlack) -> None:
    async with open_ear(slack, times=HASTY) as ear:
        await ear.hear("before")
        slack.fail_next(Place.LINK, *[answer_page(503)] * 3)
        slack.cut()
        await ear.hear("after")

    assert ear.heard == ["before", "after"]


@pytest.mark.parametrize("fault", [answer_error("internal_error"), answer_page(503), answer_too_many(1), drop_before()])
async def test_tries_again_while_slack_is_down(slack: LocalSlack, fault: Fault) -> None:
    slack.fail_next(Method.CONNECTIONS_OPEN, *[fault] * 4)
    async with open_ear(slack) as ear:
        await ear.hear("hello")

    assert ear.heard == ["hello"]


async def test_gives_up_on_a_token_that_slack_refuses(slack: LocalSlack, caplog: pytest.LogCaptureFixture) -> None:
    async with asyncio.timeout(60), open_ear(slack, app_token="xapp-1-wrong"):  # noqa: S106  # no secret: it is wrong
        await slack.until(lambda: any(record.levelno == logging.CRITICAL for record in caplog.records))

    assert "FLIPBOOK_SLACK_APP_TOKEN" in caplog.text
    assert "xapp-1-wrong" not in caplog.text


async def test_what_an_unknown_workspace_says_is_not_heard(slack: LocalSlack) -> None:
    async with open_ear(slack) as ear:
        await ear.hear("mine")
        other = slack.add_workspace("Other")
        channel, bob = slack.add_channel(other), slack.add_person(other, "Bob")
        slack.say(channel, bob, f"{other.bot.mention if other.bot else ''} theirs")
        await ear.hear("mine again")

    assert ear.heard == ["mine", "mine again"]
