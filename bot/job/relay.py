"""Keeps the card of every job up to date: the newest state wins, and the final one is never dropped.

One task per card edits one at a time, never faster than the platform bears for one card, one place and one server or
workspace. States that arrive meanwhile replace each other, so a busy job costs no more edits than a quiet one.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace

from bot.errors import PlaceUnreachable, ServiceBusy, ServiceFailed
from bot.job.card import Card
from bot.job.job import Job, JobState
from bot.job.place_pace import Lane, PlacePace, PlacePaces
from bot.job.wakeups import WakeUps
from bot.logs import bound_job
from bot.ports import ChatPlatform, JobStore

logger = logging.getLogger(__name__)

_FIRST_RETRY_SECONDS = 1.0
_LONGEST_RETRY_SECONDS = 60.0
#: A state that could not be shown this often is given up; it takes about half an hour.
_MOST_TRIES = 40
#: After such pauses a process looks whether another has posted a job's first card; the other's word cuts them short.
_FIRST_CARD_PAUSES_SECONDS = (0.25, 0.5, 1.0, 2.0, 2.0, 2.0)
_MOST_REMEMBERED = 20_000
#: Those who wait see their places at most this often, however fast the queue moves, and so many of them.
_QUEUE_SECONDS = 1.0
_SHOWN_QUEUE = 100
_QUEUED = frozenset({JobState.QUEUED})
#: So many cards of an earlier life are shown anew at once; people who ask for something now come first.
_SHOWN_AGAIN_AT_ONCE = 8
_STATES = tuple(JobState)


@dataclass(frozen=True, kw_only=True)
class _ShownCard:
    """What stands on a card, and the message that it is."""

    card: Card
    message_id: str
    #: How far the job was.
    progress: tuple[int, int]
    #: The message is written down in the job.
    is_noted: bool


@dataclass
class _CardTurn:
    """What one card is waiting to show."""

    newest: Job | None = None
    #: The turn in its place or server that it is waiting for.
    place_turn: asyncio.Future[None] | None = None
    #: Who gives that turn.
    pace: PlacePace | None = None
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
        is_one_of_many: bool = False,
        first_cards: WakeUps | None = None,
    ) -> None:
        """Keep the collaborators; `tasks` carries one task per card that is being shown.

        `is_one_of_many` tells that other processes may show the same cards, and `first_cards` wakes those of them who
        wait for a job's first card.
        """
        #: Whoever posts something else takes turns with the cards.
        self.paces = PlacePaces(platforms)
        self._jobs = jobs
        self._platforms = platforms
        self._draw = draw
        self._tasks = tasks
        self._turns: dict[str, _CardTurn] = {}
        #: What stands on the cards of unfinished jobs, so that nothing is edited into what it is already.
        self._shown: dict[str, _ShownCard] = {}
        #: Shows the queue soon.
        self._queue_task: asyncio.Task[None] | None = None
        #: Show what an earlier life left.
        self._again_tasks: list[asyncio.Task[None]] = []
        self._is_stopped = False
        self._is_one_of_many = is_one_of_many
        self._first_cards = first_cards or WakeUps()
        #: Jobs whose card this process posts.
        self._begun: set[str] = set()

    def begin(self, job: Job) -> None:
        """Show a job that was ordered in this process; other processes leave the first card to it."""
        self._begun.add(job.id)
        self.show(job)

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
        if turn.newest is not None and _measure_progress(turn.newest) > _measure_progress(job):
            # It was read before the job moved on.
            return
        turn.newest = job
        if job.state.is_final:
            turn.is_ending.set()
        if _is_urgent(job) and turn.pace is not None and turn.place_turn is not None:
            turn.pace.hurry(turn.place_turn)

    def show_queue(self) -> None:
        """Show those who wait that they have moved up: soon, and once however often this is asked for until then."""
        if self._queue_task is None and not self._is_stopped:
            self._queue_task = self._tasks.create_task(self._show_queue_soon(), name="queue")

    def show_again(self, jobs: Iterable[Job]) -> None:
        """Show the cards of jobs that an earlier life left, a few at a time."""
        left = iter(jobs)
        for _ in range(_SHOWN_AGAIN_AT_ONCE):
            self._again_tasks.append(self._tasks.create_task(self._show_one_by_one(left), name="cards again"))

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
        if self._queue_task is not None:
            self._queue_task.cancel()
        for task in self._again_tasks:
            task.cancel()

    async def _show_one_by_one(self, jobs: Iterator[Job]) -> None:
        for job in jobs:
            try:
                stored = await self._jobs.read(job.id)
            except ServiceFailed as error:
                logger.warning("A card was left as it was: %s", error.code, extra={"job_id": job.id})
                continue
            # Whatever has moved meanwhile was shown by that.
            if stored is not None and not stored.state.is_final and job.id not in self._shown:
                await self.flush(stored)

    async def _show_queue_soon(self) -> None:
        await asyncio.sleep(_QUEUE_SECONDS)
        self._queue_task = None
        try:
            waiting = await self._jobs.find(states=_QUEUED, limit=_SHOWN_QUEUE)
        except ServiceFailed as error:
            logger.warning("The queue could not be shown: %s", error.code)
            return
        for job in waiting:
            self.show(job)

    async def _serve(self, job_id: str, turn: _CardTurn) -> None:
        try:
            # Another job may have asked for this card to be drawn.
            with bound_job(job_id):
                while turn.newest is not None:
                    await self._wait_for_place(turn.newest, turn)
                    job, turn.newest = turn.newest, None
                    await self._take_turn(job, turn)
        finally:
            del self._turns[job_id]
            turn.idle.set()

    async def _wait_for_place(self, job: Job, turn: _CardTurn) -> None:
        """Wait until the place bears another message or edit; what is final goes first."""
        for pace in self.paces.list_paces(job.address, lane=self._choose_lane(job)):
            turn.pace, turn.place_turn = pace, pace.ask(is_urgent=_is_urgent(turn.newest or job))
            await turn.place_turn
        turn.pace = turn.place_turn = None

    def _choose_lane(self, job: Job) -> Lane:
        return Lane.POST if job.card_message_id is None and job.id not in self._shown else Lane.EDIT

    async def _take_turn(self, job: Job, turn: _CardTurn) -> None:
        try:
            await self._show_with_patience(job, turn)
            if self._is_one_of_many:
                await self._look_again(job, turn)
            await turn.pause(self._pause_after(job, turn))
        except Exception:
            # A bug with one state of one card must not take other cards or later states down with it.
            logger.exception("A card's state could not be drawn", extra={"job_id": job.id})

    async def _look_again(self, job: Job, turn: _CardTurn) -> None:
        """Show the newest state where another process showed it first, and something older came on top of it here."""
        try:
            stored = await self._jobs.read(job.id)
        except ServiceFailed as error:
            logger.warning("A card's job could not be read: %s", error.code, extra={"job_id": job.id})
            await asyncio.sleep(_FIRST_RETRY_SECONDS)
            # Showing it anew changes nothing on the card, and ends here again.
            turn.newest = turn.newest or job
            return
        if turn.newest is None and stored is not None and stored.state is not job.state:
            self._shown.pop(job.id, None)
            turn.newest = stored

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
            # The first turn was spent on the try that failed.
            await self._wait_for_place(job, turn)
        logger.error("A card was given up", extra={"job_id": job.id})

    async def _show_now(self, job: Job) -> None:
        platform = self._platforms[job.address.platform]
        card = await self._draw(job)
        shown = self._shown.get(job.id)
        if shown is None or not (shown.card == card or shown.progress > _measure_progress(job)):
            known_id = shown.message_id if shown is not None else await self._find_message(job)
            message_id = await platform.show_card(job.address, card, message_id=known_id)
            is_noted = message_id == known_id and (shown is None or shown.is_noted)
            shown = _ShownCard(card=card, message_id=message_id, progress=_measure_progress(job), is_noted=is_noted)
            self._shown[job.id] = shown
        # Apart from showing it: what stands there is known here, even while it cannot be written down.
        if not shown.is_noted:
            await self._note(job, shown)
        self._begun.discard(job.id)
        self._forget(job)

    async def _note(self, job: Job, shown: _ShownCard) -> None:
        """Write down in the job which message its card is, and tell those who wait for that."""
        with suppress(KeyError):
            await self._jobs.change(job.id, lambda one: replace(one, card_message_id=shown.message_id))
        self._shown[job.id] = replace(shown, is_noted=True)
        if self._is_one_of_many:
            self._first_cards.wake(job.id)

    async def _find_message(self, job: Job) -> str | None:
        """Return the message that shows a job's card, or None where there is none yet."""
        if job.card_message_id is not None or (job.id in self._begun and not self._is_one_of_many):
            return job.card_message_id
        stored = await self._jobs.read(job.id) or job
        if self._is_one_of_many and stored.card_message_id is None:
            stored = await self._wait_for_first_card(stored)
        return stored.card_message_id

    def _forget(self, job: Job) -> None:
        """Forget what stands on a card that changes no more; what ends in another process is forgotten in time."""
        if job.state.is_final:
            self._shown.pop(job.id, None)
        elif self._is_one_of_many and len(self._shown) > _MOST_REMEMBERED:
            del self._shown[next(iter(self._shown))]

    async def _wait_for_first_card(self, job: Job) -> Job:
        """Leave the first card to the process that took the order, unless it has died or is very slow."""
        for seconds in _FIRST_CARD_PAUSES_SECONDS:
            if job.id in self._begun or job.card_message_id is not None:
                break
            await self._first_cards.wait(job.id, seconds)
            job = await self._jobs.read(job.id) or job
        return job


def _is_urgent(job: Job) -> bool:
    """Tell whether a card goes before those that only move on: it has ended, or its requester has to settle a doubt."""
    return job.state.is_final or job.state is JobState.UNCLEAR


def _measure_progress(job: Job) -> tuple[int, int]:
    """Return how far a job is; nothing that was read before shows less on top of more."""
    return job.attempt, _STATES.index(job.state)


@asynccontextmanager
async def open_relay(
    *,
    jobs: JobStore,
    platforms: Mapping[str, ChatPlatform],
    draw: Callable[[Job], Awaitable[Card]],
    is_one_of_many: bool = False,
    first_cards: WakeUps | None = None,
) -> AsyncIterator[CardRelay]:
    """Lend a relay; leaving the block stops every card where it is, and the next start shows it anew."""
    async with asyncio.TaskGroup() as tasks:
        relay = CardRelay(
            jobs=jobs,
            platforms=platforms,
            draw=draw,
            tasks=tasks,
            is_one_of_many=is_one_of_many,
            first_cards=first_cards,
        )
        try:
            yield relay
        finally:
            relay.stop()
