"""Keeps the card of every job up to date: the newest state wins, and the final one is never dropped.

One task per card edits one at a time, never faster than the platform bears for one card and for one place. States that
arrive meanwhile replace each other, so a busy job costs its channel no more edits than a quiet one.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace

from bot.errors import PlaceUnreachable, ServiceBusy, ServiceFailed
from bot.job.card import Card
from bot.job.job import Job, ReplyAddress
from bot.job.place_pace import PlacePace
from bot.ports import ChatPlatform, JobStore

logger = logging.getLogger(__name__)

_FIRST_RETRY_SECONDS = 1.0
_LONGEST_RETRY_SECONDS = 60.0
#: A state that could not be shown this often is given up; it takes about half an hour.
_MOST_TRIES = 40


@dataclass
class _CardTurn:
    """What one card is waiting to show."""

    newest: Job | None = None
    #: The turn in its place that it is waiting for.
    place_turn: asyncio.Future[None] | None = None
    idle: asyncio.Event = field(default_factory=asyncio.Event)
    task: asyncio.Task[None] | None = None
    is_ending: asyncio.Event = field(default_factory=asyncio.Event)

    async def pause(self, seconds: float) -> None:
        """Wait before the next edit; the final state does not have to."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.is_ending.wait()


class CardRelay:
    """Shows jobs on their cards; made by `open_relay`."""

    def __init__(
        self,
        *,
        jobs: JobStore,
        platforms: Mapping[str, ChatPlatform],
        draw: Callable[[Job], Awaitable[Card]],
        tasks: asyncio.TaskGroup,
    ) -> None:
        """Keep the collaborators; `tasks` carries one task per card that is being shown."""
        self._jobs = jobs
        self._platforms = platforms
        self._draw = draw
        self._tasks = tasks
        self._turns: dict[str, _CardTurn] = {}
        self._paces: dict[ReplyAddress, PlacePace] = {}
        #: What stands on the cards of unfinished jobs, so that nothing is edited into what it is already.
        self._shown: dict[str, Card] = {}
        self._is_stopped = False

    def show(self, job: Job) -> None:
        """Show this state as soon as the platform bears it, unless a newer one comes first or the relay stops."""
        if self._is_stopped:
            return
        turn = self._turns.get(job.id)
        if turn is None:
            turn = self._turns[job.id] = _CardTurn()
            turn.newest = job
            turn.task = self._tasks.create_task(self._serve(job.id, turn), name=f"card {job.id}")
            return
        turn.newest = job
        if job.state.is_final:
            turn.is_ending.set()
        if job.state.is_final and turn.place_turn is not None:
            self._pace_of(job).hurry(turn.place_turn)

    async def flush(self, job: Job) -> None:
        """Show this state and return when it stands in the channel or can never stand there."""
        self.show(job)
        turn = self._turns.get(job.id)
        if turn is not None:
            await turn.idle.wait()

    def stop(self) -> None:
        """Stop showing anything, now and later."""
        self._is_stopped = True
        for turn in self._turns.values():
            if turn.task is not None:
                turn.task.cancel()

    async def _serve(self, job_id: str, turn: _CardTurn) -> None:
        try:
            while turn.newest is not None:
                await self._wait_for_place(turn.newest, turn)
                job, turn.newest = turn.newest, None
                await self._take_turn(job, turn)
        finally:
            del self._turns[job_id]
            turn.idle.set()

    async def _wait_for_place(self, job: Job, turn: _CardTurn) -> None:
        """Wait until the place bears another edit; what is final goes first."""
        turn.place_turn = self._pace_of(job).ask(is_urgent=job.state.is_final)
        await turn.place_turn
        turn.place_turn = None

    def _pace_of(self, job: Job) -> PlacePace:
        pace = self._paces.get(job.address)
        if pace is None:
            self._paces = {place: one for place, one in self._paces.items() if not one.is_idle}
            platform = self._platforms.get(job.address.platform)
            pace = self._paces[job.address] = PlacePace(platform.place_interval_seconds if platform else 0)
        return pace

    async def _take_turn(self, job: Job, turn: _CardTurn) -> None:
        try:
            await self._show_with_patience(job, turn)
            await turn.pause(self._pause_after(job, turn))
        except Exception:
            # A bug with one state of one card must not take other cards or later states down with it.
            logger.exception("A card's state could not be drawn", extra={"job_id": job.id})

    def _pause_after(self, job: Job, turn: _CardTurn) -> float:
        if job.state.is_final and turn.newest is None:
            return 0
        return self._platforms[job.address.platform].card_interval_seconds

    async def _show_with_patience(self, job: Job, turn: _CardTurn) -> None:
        pause = _FIRST_RETRY_SECONDS
        for _ in range(_MOST_TRIES):
            try:
                await self._show_now(job)
            except PlaceUnreachable as error:
                logger.info("A card's place is gone: %s", error.code, extra={"job_id": job.id})
                return
            except ServiceFailed as error:
                logger.warning("A card could not be shown: %s", error.code, extra={"job_id": job.id})
                wanted = error.retry_after_seconds if isinstance(error, ServiceBusy) else None
            else:
                return
            await asyncio.sleep(wanted or pause)
            pause = min(pause * 2, _LONGEST_RETRY_SECONDS)
            if turn.newest is not None:
                return
        logger.error("A card was given up", extra={"job_id": job.id})

    async def _show_now(self, job: Job) -> None:
        platform = self._platforms[job.address.platform]
        card = await self._draw(job)
        if self._shown.get(job.id) == card:
            return
        stored = await self._jobs.read(job.id)
        known_id = stored.card_message_id if stored is not None else job.card_message_id
        message_id = await platform.show_card(job.address, card, message_id=known_id)
        if stored is not None and message_id != known_id:
            await self._jobs.change(job.id, lambda one: replace(one, card_message_id=message_id))
        if job.state.is_final:
            self._shown.pop(job.id, None)
        else:
            self._shown[job.id] = card


@asynccontextmanager
async def open_relay(
    *, jobs: JobStore, platforms: Mapping[str, ChatPlatform], draw: Callable[[Job], Awaitable[Card]]
) -> AsyncIterator[CardRelay]:
    """Lend a relay; leaving the block stops every card where it is, and the next start shows it anew."""
    async with asyncio.TaskGroup() as tasks:
        relay = CardRelay(jobs=jobs, platforms=platforms, draw=draw, tasks=tasks)
        try:
            yield relay
        finally:
            relay.stop()
