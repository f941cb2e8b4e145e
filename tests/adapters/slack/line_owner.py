"""A program that does nothing but keep a line to Slack, for tests that kill it; says who listens for it."""

import asyncio
import logging
import sys

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult

from adapters.slack.connection import open_connection
from adapters.slack.line import SlackLine
from adapters.slack.line_account import LineAccount, SocketTimes
from adapters.slack.receiver import Receiver
from adapters.slack.tokens import SingleToken


async def own_line(app_token: str, base_url: str) -> None:
    """Keep a line until somebody ends this process."""
    account = LineAccount(app_token=app_token, base_url=base_url, times=SocketTimes(), log_level=logging.INFO)
    async with open_connection(SingleToken("xoxb-unused", base_url=base_url), base_url=base_url) as connection:
        app = AsyncApp(name="owner", client=connection.build_client(), authorize=_authorize)
        line = SlackLine(Receiver(app), account, connection=connection)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(line.run())
            tasks.create_task(_tell(line))


async def _tell(line: SlackLine) -> None:
    while line.process_id is None:  # noqa: ASYNC110 - nobody else wants to know
        await asyncio.sleep(0)
    sys.stdout.write(f"{line.process_id}\n")
    sys.stdout.flush()


async def _authorize(team_id: str) -> AuthorizeResult:
    """Speak for every workspace."""
    return AuthorizeResult(enterprise_id=None, team_id=team_id, bot_token="x", bot_id="B1", bot_user_id="U0")  # noqa: S106  # no secret


if __name__ == "__main__":
    asyncio.run(own_line(sys.argv[1], sys.argv[2]))
