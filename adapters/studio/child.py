"""Runs the studio as a child process, starts it again when it dies, and takes it down with us.

The child watches its standard input: when this process is gone, however it went, the pipe closes and the child ends.
"""

import asyncio
import logging
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.errors import ServiceFailed
from bot.messages import studio as sentences

logger = logging.getLogger(__name__)

_START_SECONDS = 60.0
_START_ATTEMPTS = 10
_STOP_SECONDS = 10.0
_FIRST_PAUSE_SECONDS = 0.5
_LONGEST_PAUSE_SECONDS = 30.0


@dataclass(frozen=True, kw_only=True)
class StudioCommand:
    """How the studio is started; secrets travel in the environment, which other users cannot read."""

    #: The flags, without the port.
    arguments: Sequence[str]
    environment: Mapping[str, str]
    #: 0 takes any free port at the first start; later starts keep it.
    port: int = 0


@asynccontextmanager
async def open_studio_child(command: StudioCommand) -> AsyncIterator[str]:
    """Start the studio and lend its base URL; raise `ServiceFailed` when it does not come up."""
    process, base_url = await _start_with_patience(command)
    try:
        async with asyncio.TaskGroup() as tasks:
            keeper = tasks.create_task(_keep_alive(process, command, base_url=base_url), name="studio keeper")
            try:
                yield base_url
            finally:
                keeper.cancel()
    finally:
        await _stop(process)


async def _start_with_patience(command: StudioCommand) -> tuple[Process, str]:
    """Start the studio, again if need be: one that outlives a killed parent holds its folder for a moment longer."""
    for _ in range(_START_ATTEMPTS - 1):
        process = await _start(command, port=command.port)
        try:
            return process, await _read_announcement(process)
        except ServiceFailed:
            logger.info("The studio did not come up; trying again")
            await _stop(process)
            await asyncio.sleep(_FIRST_PAUSE_SECONDS)
    process = await _start(command, port=command.port)
    return process, await _read_announcement(process)


async def _keep_alive(process: Process, command: StudioCommand, *, base_url: str) -> None:
    """Start the studio again on the same port whenever it ends."""
    port = int(base_url.rsplit(":", 1)[1])
    pause = _FIRST_PAUSE_SECONDS
    try:
        while True:
            code = await process.wait()
            logger.error("The studio ended with code %s and is started again", code)
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)
            process = await _start(command, port=port)
            try:
                await _read_announcement(process)
            except ServiceFailed:
                logger.warning("The studio did not come up again; trying once more")
            else:
                pause = _FIRST_PAUSE_SECONDS
    finally:
        await _stop(process)


async def _start(command: StudioCommand, *, port: int) -> Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "adapters.studio",
        *command.arguments,
        "--port",
        str(port),
        stdin=PIPE,
        stdout=PIPE,
        env=dict(command.environment),
        # Its own group: a Ctrl+C in the terminal reaches us alone, and we end the studio in order.
        start_new_session=True,
    )


async def _read_announcement(process: Process) -> str:
    """Return the base URL, which is the first line that the studio prints."""
    if process.stdout is None:
        raise ServiceFailed(sentences.studio_did_not_start(), code="studio_start")
    try:
        async with asyncio.timeout(_START_SECONDS):
            line = (await process.stdout.readline()).decode().strip()
    except TimeoutError as error:
        raise ServiceFailed(sentences.studio_did_not_start(), code="studio_start") from error
    if not line.startswith("http"):
        raise ServiceFailed(sentences.studio_did_not_start(), code="studio_start")
    return line


async def _stop(process: Process) -> None:
    if process.returncode is not None:
        return
    process.terminate()
    try:
        async with asyncio.timeout(_STOP_SECONDS):
            await process.wait()
    except TimeoutError:
        logger.warning("The studio did not end in time and is killed")
        process.kill()
        await process.wait()
