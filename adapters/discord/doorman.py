"""Keeps the process at the door, and knows what it has acknowledged; without it the program acknowledges by itself."""

import asyncio
import json
import logging
import sys
from asyncio import StreamReader, StreamWriter
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import discord
from pydantic import SecretStr

from adapters.discord.door import Word, build_line, is_greeted, read_line
from bot.child_environment import build_child_environment

logger = logging.getLogger(__name__)

#: So long the program waits for the door's word before it acknowledges by itself; Discord waits for three seconds.
_WORD_SECONDS = 0.5
_MOST_REMEMBERED = 2_000
_STOP_SECONDS = 5.0
_NAME = "doorman"


@dataclass(frozen=True, kw_only=True)
class DoormanPlan:
    """How the process at the door is started."""

    command: Sequence[str] = (sys.executable, "-m", "adapters.discord.door_process")
    #: Discord takes one new session in five seconds from a bot, and the program's own comes first.
    first_pause_seconds: float = 6.0
    #: A process that dies is started again after a pause, and each pause is twice as long as the one before.
    longest_pause_seconds: float = 300.0
    #: A process that lived this long shows that nothing is wrong for good.
    healthy_seconds: float = 120.0


class Doorman:
    """Tells whether an interaction was acknowledged at the door already."""

    def __init__(self, token: SecretStr, *, plan: DoormanPlan) -> None:
        """Use `token` from `run` on."""
        self._token = token
        self._plan = plan
        self._writer: StreamWriter | None = None
        self._is_wanted = False
        #: The program listens, so that the door may.
        self._first_wanted = asyncio.Event()
        self._words: dict[int, asyncio.Future[bool]] = {}
        #: Set while the door hears people.
        self.hearing = asyncio.Event()

    def attach(self, interaction: discord.Interaction) -> None:
        """Let `has_acknowledged` know of an interaction that the door greets."""
        if is_greeted(interaction):
            interaction.extras[_NAME] = self

    async def wait_for_word(self, interaction_id: int) -> bool:
        """Tell whether the door acknowledged an interaction, or soon will have."""
        if interaction_id not in self._words and not (self.hearing.is_set() and self._is_wanted):
            return False
        try:
            async with asyncio.timeout(_WORD_SECONDS):
                return await asyncio.shield(self._expect(interaction_id))
        except TimeoutError:
            return False

    def open(self) -> None:
        """Let the door greet people, now that the program hears them too."""
        self._is_wanted = True
        self._first_wanted.set()
        self._order(Word.OPEN)

    def close(self) -> None:
        """Have the door leave people alone, as the program hears nobody."""
        self._is_wanted = False
        self._order(Word.CLOSE)

    async def run(self) -> None:
        """Keep a process at the door from the first `open` on, until cancelled."""
        await self._first_wanted.wait()
        pause_seconds, clock = self._plan.first_pause_seconds, asyncio.get_running_loop().time
        while True:
            await asyncio.sleep(pause_seconds)
            began = clock()
            await self._live()
            is_healthy = clock() - began > self._plan.healthy_seconds
            longer_seconds = min(pause_seconds * 2, self._plan.longest_pause_seconds)
            pause_seconds = self._plan.first_pause_seconds if is_healthy else longer_seconds

    async def _live(self) -> None:
        """Keep one process at the door until it ends; one that cannot even start is no reason to stop the program."""
        try:
            async with self._open_process() as process:
                await self._take_words(process)
        except OSError as error:
            logger.warning("No process could be put at Discord's door: %s", type(error).__name__)
        else:
            logger.warning("The process at Discord's door ended with code %s", process.returncode)

    @asynccontextmanager
    async def _open_process(self) -> AsyncIterator[Process]:
        process = await asyncio.create_subprocess_exec(
            *self._plan.command,
            stdin=PIPE,
            stdout=PIPE,
            env=build_child_environment(),
            # The system divides its time among sessions first, so the door gets its share at once.
            start_new_session=True,
        )
        try:
            yield process
        finally:
            self._writer = None
            self._note_deafness()
            await _end(process)

    async def _take_words(self, process: Process) -> None:
        reader, self._writer = process.stdout or StreamReader(), process.stdin
        if self._writer is not None:
            self._writer.write(f"{self._token.get_secret_value()}\n".encode())
        self._order(Word.OPEN if self._is_wanted else Word.CLOSE)
        while line := await reader.readline():
            self._take_word(*read_line(line))

    def _take_word(self, word: Word, rest: str) -> None:
        if word is Word.HEARING:
            self.hearing.set()
        elif word is Word.DEAF:
            self._note_deafness()
        elif word is Word.LOG:
            said = json.loads(rest)
            logging.getLogger(said["name"]).log(said["level"], "%s", said["message"])
        else:
            self._settle(self._expect(int(rest)), is_acknowledged=word is Word.ACKNOWLEDGED)

    def _note_deafness(self) -> None:
        """Let nobody wait for a word that will not come."""
        self.hearing.clear()
        for word in self._words.values():
            self._settle(word, is_acknowledged=False)

    def _settle(self, word: asyncio.Future[bool], *, is_acknowledged: bool) -> None:
        if not word.done():
            word.set_result(is_acknowledged)

    def _expect(self, interaction_id: int) -> asyncio.Future[bool]:
        word = self._words.get(interaction_id)
        if word is None:
            word = self._words[interaction_id] = asyncio.get_running_loop().create_future()
        if len(self._words) > _MOST_REMEMBERED:
            self._settle(self._words.pop(next(iter(self._words))), is_acknowledged=False)
        return word

    def _order(self, word: Word) -> None:
        if self._writer is not None and not self._writer.is_closing():
            self._writer.write(build_line(word))


async def has_acknowledged(interaction: discord.Interaction) -> bool:
    """Tell whether the door has acknowledged an interaction, so that its answer is an edit."""
    doorman = interaction.extras.get(_NAME)
    return isinstance(doorman, Doorman) and await doorman.wait_for_word(interaction.id)


async def _end(process: Process) -> None:
    """Hang up, and end a process that does not take it."""
    if process.stdin is not None:
        process.stdin.close()
    try:
        async with asyncio.timeout(_STOP_SECONDS):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
