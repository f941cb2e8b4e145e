"""The whole bot in a process of its own."""

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL
from pathlib import Path

from tests.servers.discord.records import Channel, User
from tests.servers.discord.server import LocalDiscord

START_SECONDS = 300
ROOT = Path(__file__).parents[3]


async def test_bot_in_a_process_of_its_own_answers_a_command(
    server: LocalDiscord, channel: Channel, anna: User, tmp_path: Path
) -> None:
    command = ("-m", "tests.servers.discord.launch", server.origin, "run", "--port", "0", "--data-folder")
    plain = {name: value for name, value in os.environ.items() if not name.startswith("FLIPBOOK_")}
    environment = plain | {"FLIPBOOK_DISCORD_TOKEN": server.token}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *command,
        str(tmp_path),
        stdin=DEVNULL,
        stdout=DEVNULL,
        stderr=DEVNULL,
        cwd=ROOT,
        env=environment,
    )
    try:
        await server.until(lambda: server.gateway.is_ready, patience_seconds=START_SECONDS)
        used = await server.slash("help", user=anna, channel=channel)
        await server.until(lambda: used.is_acknowledged)
    finally:
        process.terminate()
        await process.wait()

    assert used.response
