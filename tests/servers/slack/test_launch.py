"""The whole bot in a process of its own."""

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.servers.slack.courier import Patience
from tests.servers.slack.records import Workspace
from tests.servers.slack.server import LocalSlack, local_slack

START_SECONDS = 300
ROOT = Path(__file__).parents[3]


#: A busy machine may take longer over its first answer than Slack waits.
PATIENT = Patience(answer_seconds=START_SECONDS)


async def test_bot_in_a_process_of_its_own_answers_a_command(tmp_path: Path) -> None:
    async with local_slack(patience=PATIENT) as server:
        acme = server.add_workspace()
        anna, channel = server.add_person(acme), server.add_channel(acme)
        async with run_program(server, acme, folder=tmp_path):
            await server.until(lambda: server.sockets.open_connections, patience_seconds=START_SECONDS)
            used = server.slash("/animate", "help", person=anna, channel=channel)
            await server.until(lambda: used.replies, patience_seconds=START_SECONDS)
            await used.over()

    assert used.is_acknowledged


@asynccontextmanager
async def run_program(server: LocalSlack, workspace: Workspace, *, folder: Path) -> AsyncIterator[None]:
    command = ("-m", "tests.servers.slack.launch", server.origin, server.files_origin, "run", "--port", "0")
    plain = {name: value for name, value in os.environ.items() if not name.startswith("FLIPBOOK_")}
    tokens = {"FLIPBOOK_SLACK_BOT_TOKEN": workspace.bot_token, "FLIPBOOK_SLACK_APP_TOKEN": server.app.app_token}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *(*command, "--data-folder", str(folder)),
        stdin=DEVNULL,
        stdout=DEVNULL,
        stderr=DEVNULL,
        cwd=ROOT,
        env=plain | tokens,
    )
    try:
        yield
    finally:
        process.terminate()
        await process.wait()
