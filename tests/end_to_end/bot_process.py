"""The whole bot as its users run it: a process of its own, started, stopped and killed."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_START_SECONDS = 300
_END_SECONDS = 120


class BotProcess:
    """`flipbook run` on a folder of its own and any free port."""

    def __init__(
        self, folder: Path, *, program: Sequence[str] = ("-m", "bot"), environment: Mapping[str, str] | None = None
    ) -> None:
        """Run `program` with Python; `environment` is added to what every test run has."""
        self.folder = folder
        self._program = program
        self._environment = environment or {}
        self._process: Process | None = None

    async def start(self) -> str:
        """Start it and return the page's address."""
        await self.launch()
        return await self.read_address()

    async def launch(self) -> None:
        """Start it without waiting for anything."""
        arguments = (*self._program, "run", "--port", "0", "--data-folder", str(self.folder))
        log = os.open(self._log_path, os.O_CREAT | os.O_WRONLY | os.O_APPEND)
        try:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                *arguments,
                stdin=DEVNULL,
                stdout=PIPE,
                stderr=log,
                cwd=ROOT,
                env={**_inherited_environment(), **self._environment},
            )
        finally:
            os.close(log)

    async def read_address(self) -> str:
        """Wait until it is ready and return the page's address."""
        async with asyncio.timeout(_START_SECONDS):
            return await self._read_address()

    async def kill(self) -> None:
        """End it the hard way."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> int:
        """Ask it to end and return its exit code."""
        return await self._end(signal.SIGTERM)

    @property
    def process_id(self) -> int:
        assert self._process is not None
        return self._process.pid

    def read_log(self) -> str:
        return self._log_path.read_text(encoding="utf-8")

    @property
    def _log_path(self) -> Path:
        return self.folder.with_name(f"{self.folder.name}.log")

    async def _read_address(self) -> str:
        assert self._process is not None
        assert self._process.stdout is not None
        while line := (await self._process.stdout.readline()).decode():
            if "http://" in line:
                return "http://" + line.split("http://", 1)[1].strip()
        message = f"the bot did not start:\n{self.read_log()}"
        raise AssertionError(message)

    async def _end(self, number: signal.Signals) -> int:
        process, self._process = self._process, None
        if process is None or process.returncode is not None:
            return 0
        process.send_signal(number)
        async with asyncio.timeout(_END_SECONDS):
            return await process.wait()


@asynccontextmanager
async def running_bot(
    folder: Path, *, environment: Mapping[str, str] | None = None
) -> AsyncIterator[tuple[BotProcess, str]]:
    """Run a bot and lend it with its address."""
    bot = BotProcess(folder, environment=environment)
    try:
        yield bot, await bot.start()
    finally:
        await bot.kill()


def _inherited_environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FLIPBOOK_")}
    return {**kept, "FLIPBOOK_LOG_FORMAT": "json"}
