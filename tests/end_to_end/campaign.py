"""The campaign: the whole bot is killed again and again while people order videos and the video API misbehaves.

How it is run for hours is in `tests.end_to_end.soak`.
"""

import asyncio
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import (
    AbstractAsyncContextManager,
    AsyncExitStack,
    asynccontextmanager,
    closing,
    suppress,
)
from dataclasses import dataclass
from pathlib import Path
from random import Random
from types import MappingProxyType
from urllib.parse import urlsplit

from bot.job.card import Action
from bot.job.job import Job
from bot.policy.ledger import Books as LedgerBooks
from bot.policy.ledger import count_units
from storage.database import Database, open_database
from storage.jobs import SqlJobStore
from storage.ledger import SqlLedger
from tests.bot.media.videos import build_video, coloured_frames
from tests.end_to_end.books import Books, find_untold
from tests.end_to_end.bot_process import BotProcess
from tests.end_to_end.chat_person import every_moment
from tests.end_to_end.discord_stage import open_discord_stage
from tests.end_to_end.outages import Dependency, Outages
from tests.end_to_end.pictures import write_landscape
from tests.end_to_end.plan import Figures, Outcome, Plan
from tests.end_to_end.slack_stage import open_slack_stage
from tests.end_to_end.stage import SeenCard, Stage, find_words
from tests.end_to_end.web_stage import open_web_stage
from tests.servers.video_api import run_video_api
from tests.servers.video_api_clock import TaskClock, run_task_clock
from tests.servers.video_api_state import ServedTask, TaskStep, VideoApi
from tests.servers.video_api_weather import Storm

_PROGRAM = ("-m", "tests.end_to_end.bot_among_servers")
_PUBLIC_URL = "https://flipbook.example"
_MOST_JOBS = 100_000
_BETWEEN_PRESSES_SECONDS = 3.0
_FAILURE = ("content_policy_violation", "nudity")


@dataclass(frozen=True, kw_only=True)
class World:
    """What the bot meets beside its platforms."""

    api: VideoApi
    clock: TaskClock
    storm: Storm
    outages: Outages


class Campaign:
    """One run; made by `run_campaign`."""

    def __init__(self, plan: Plan, *, bot: BotProcess, stages: Sequence[Stage], world: World, chance: Random) -> None:
        self._plan = plan
        self._bot = bot
        self._stages = stages
        self._api = world.api
        self._clock = world.clock
        self._storm = world.storm
        self._outages = world.outages
        self._chance = chance
        self._promised: set[str] = set()
        self._starts: list[float] = []
        self._open = asyncio.Event()
        #: A task was accepted in this life.
        self._work_began = asyncio.Event()
        self._pressed_at: dict[str, float] = {}
        self._tried_again: Counter[str] = Counter()

    def note_task(self, task: ServedTask) -> None:
        """Let a task that was just accepted run, and remember that there is something to interrupt."""
        self._work_began.set()
        self._clock.begin(task)

    async def run(self) -> Outcome:
        """Kill, let everything come to rest, and open the books."""
        began = time.monotonic()
        async with asyncio.TaskGroup() as tasks:
            orders = [tasks.create_task(self._keep_ordering(stage)) for stage in self._stages]
            if self._plan.database_url is None:
                orders.append(tasks.create_task(self._keep_locking()))
            for _ in range(self._plan.kills):
                await self._live_and_die()
            await self._bot.launch()
            await self._get_ready()
            for order in orders:
                order.cancel()
        self._storm.end()
        await self._come_to_rest()
        cards = [card for stage in self._stages for card in await stage.read_cards()]
        results = Counter([words for stage in self._stages for words in await stage.read_results()])
        news = Counter([one for stage in self._stages for one in await stage.read_news()])
        exit_code = await self._bot.stop()
        async with self._open_store() as database:
            jobs = await SqlJobStore(database).find(limit=_MOST_JOBS)
            ledger = await SqlLedger(database).read_books()
        books = self._build_books(jobs, ledger, cards=cards, results=results, news=news)
        return Outcome(
            books=books, figures=self._count(jobs, wall_seconds=time.monotonic() - began), exit_code=exit_code
        )

    async def _live_and_die(self) -> None:
        """Kill a start, at any instant, or a bot that has begun to work."""
        is_early = self._chance.random() < self._plan.share_of_killed_starts
        instant = self._chance.uniform(0, self._plan.start_seconds if is_early else self._plan.work_seconds)
        await self._bot.launch()
        async with AsyncExitStack() as life:
            with suppress(TimeoutError):
                async with asyncio.timeout(instant if is_early else None):
                    await self._get_ready()
                    await self._wait_for_work()
                    await self._meet_outage(life)
                    await asyncio.sleep(instant)
            self._open.clear()
            await self._bot.kill()
        for stage in self._stages:
            await stage.leave()

    async def _meet_outage(self, life: AsyncExitStack) -> None:
        """Let things go away and come back while the bot lives, and the last of them perhaps only after its end."""
        while self._chance.random() < self._plan.share_of_outages:
            async with self._outages.strike() as seconds:
                await asyncio.sleep(seconds)
            await asyncio.sleep(self._chance.uniform(0, self._plan.work_seconds))
        if self._chance.random() < self._plan.share_of_outages:
            await life.enter_async_context(self._outages.strike())

    async def _wait_for_work(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(self._plan.idle_seconds):
                await self._work_began.wait()

    async def _get_ready(self) -> None:
        """Wait until a process that was just launched takes orders, and begin to order."""
        began = time.monotonic()
        self._work_began.clear()
        address = await self._bot.read_address()
        self._starts.append(time.monotonic() - began)
        self._clock.locate = lambda url: address + urlsplit(url).path
        for stage in self._stages:
            await stage.enter(address)
        self._open.set()

    async def _keep_ordering(self, stage: Stage) -> None:
        number = 0
        while True:
            number += 1
            words = f"take {stage.name}{number}"
            await self._open.wait()
            while not await stage.offer(words):
                await asyncio.sleep(0.05)
                await self._open.wait()
            if stage.answers:
                self._promised.add(words)
            await asyncio.sleep(self._chance.uniform(0, 2 * self._plan.order_seconds))

    async def _keep_locking(self) -> None:
        """Keep the bot from writing now and then, as a backup or somebody's database tool does."""
        while True:
            await self._open.wait()
            await asyncio.sleep(self._chance.uniform(0, 2 * self._plan.lock_pause_seconds))
            seconds = self._chance.uniform(0, self._plan.longest_lock_seconds)
            await asyncio.to_thread(_lock_file, self._bot.folder / "flipbook.db", seconds)

    async def _come_to_rest(self) -> None:
        """Wait until every job has ended and every card says so; what never comes to rest shows in the books."""
        async for _ in every_moment(seconds=self._plan.rest_seconds):
            if await self._is_at_rest():
                return

    async def _is_at_rest(self) -> bool:
        """Tell whether nothing is left to do, and settle doubts as a person would."""
        jobs = await self._read_jobs()
        cards: list[SeenCard] = []
        for stage in self._stages:
            seen = await stage.read_cards()
            cards += seen
            for card in seen:
                if card.is_unclear:
                    await self._settle(stage, card)
        return not find_untold(jobs, cards=cards)

    async def _settle(self, stage: Stage, card: SeenCard) -> None:
        """Look for the task first; where that finds nothing, ask for it anew."""
        now = time.monotonic()
        if now - self._pressed_at.get(card.words, -_BETWEEN_PRESSES_SECONDS) < _BETWEEN_PRESSES_SECONDS:
            return
        action = Action.TRY_AGAIN if card.words in self._pressed_at else Action.CHECK_AGAIN
        self._pressed_at[card.words] = now
        self._tried_again[card.words] += action is Action.TRY_AGAIN
        await stage.press(card, action)

    async def _read_jobs(self) -> Sequence[Job]:
        async with self._open_store() as database:
            return await SqlJobStore(database).find(limit=_MOST_JOBS)

    def _open_store(self) -> AbstractAsyncContextManager[Database]:
        return open_database(self._plan.database_url or f"sqlite:///{self._bot.folder / 'flipbook.db'}")

    def _build_books(
        self,
        jobs: Sequence[Job],
        ledger: LedgerBooks,
        *,
        cards: Sequence[SeenCard],
        results: Counter[str],
        news: Counter[str],
    ) -> Books:
        tasks = self._api.tasks.values()
        jobs_by_words = {find_words(job.request.options.prompt): job for job in jobs}
        return Books(
            promised=frozenset(self._promised),
            jobs=jobs_by_words,
            tasks=Counter(find_words(task.body["prompt"]) for task in tasks),
            cards=cards,
            results=results,
            news=news,
            spent_credits=sum(self._api.price(task.body) for task in tasks),
            expected_credits=sum(job.price.credits or 0 for job in jobs),
            reserved_units=ledger.reserved,
            settled_units=ledger.settled,
            released_units=ledger.released,
            running_units=ledger.running,
            tried_again_units=sum(
                count_units(job.price.credits) * self._tried_again[words] for words, job in jobs_by_words.items()
            ),
        )

    def _count(self, jobs: Sequence[Job], *, wall_seconds: float) -> Figures:
        lengths = [(job.finished_at - job.created_at).total_seconds() for job in jobs if job.finished_at]
        return Figures(
            kills=self._plan.kills,
            jobs=Counter(f"{job.address.platform} {job.state.value}" for job in jobs),
            tasks=len(self._api.tasks),
            faults=self._storm.strokes.total(),
            callbacks=self._clock.callbacks,
            outages=self._outages.struck,
            doubts=len(self._pressed_at),
            prevented_submissions=self._api.replays,
            prevented_posts=sum(stage.count_prevented() for stage in self._stages),
            slowest_job_seconds=max(lengths, default=0.0),
            slowest_start_seconds=max(self._starts, default=0.0),
            wall_seconds=wall_seconds,
        )


def _lock_file(file: Path, seconds: float) -> None:
    with closing(sqlite3.connect(file, timeout=5)) as connection, suppress(sqlite3.OperationalError):
        connection.execute("BEGIN IMMEDIATE")
        time.sleep(seconds)
        connection.rollback()


async def run_campaign(
    plan: Plan, folder: Path, *, dependencies: Mapping[str, Dependency] = MappingProxyType({})
) -> Outcome:
    """Run a whole campaign in a folder of its own; `dependencies` go away now and then."""
    chance = Random(plan.seed)  # noqa: S311 - drawn anew from the seed, so that a campaign can be repeated
    picture = write_landscape(folder / "day.png", size=(400, 300))
    async with AsyncExitStack() as stack:
        api = await stack.enter_async_context(run_video_api())
        api.video, api.credits, api.estimated_seconds = build_video(coloured_frames(each=2)), 1e9, 1
        storm = Storm(chance)
        api.weather = storm
        clock = await stack.enter_async_context(_run_clock(api, plan, chance))
        discord = await stack.enter_async_context(
            open_discord_stage(picture, chance=chance, is_forgetful=plan.is_discord_forgetful)
        )
        slack = await stack.enter_async_context(open_slack_stage(picture))
        web = await stack.enter_async_context(open_web_stage(picture))
        stages: Sequence[Stage] = (discord, slack, web)
        bot = BotProcess(
            folder / "data",
            program=(*_PROGRAM, *(origin for stage in stages for origin in stage.origins)),
            environment=_build_environment(plan, folder, api=api, stages=stages),
        )
        stack.push_async_callback(bot.kill)
        outages = Outages(dependencies, chance=chance, longest_seconds=plan.longest_outage_seconds)
        world = World(api=api, clock=clock, storm=storm, outages=outages)
        # Its own, so that it does not depend on how many calls went wrong.
        own_chance = Random(plan.seed)  # noqa: S311 - the instants need to be varied, not secret
        campaign = Campaign(plan, bot=bot, stages=stages, world=world, chance=own_chance)
        api.on_accept = campaign.note_task
        try:
            return await campaign.run()
        except BaseException:
            sys.stderr.write(bot.read_log()[-5000:])
            raise


@asynccontextmanager
async def _run_clock(api: VideoApi, plan: Plan, chance: Random) -> AsyncIterator[TaskClock]:
    def choose_end(task: ServedTask) -> TaskStep:
        number = int("".join(filter(str.isdigit, find_words(task.body["prompt"]))))
        if number % 7 == 0:
            return TaskStep(status="failed", error=_FAILURE)
        return TaskStep(status="completed", progress=100)

    async with run_task_clock(
        api,
        chance=chance,
        locate=lambda url: url,
        draw_seconds=lambda: chance.uniform(0, plan.longest_task_seconds),
        choose_end=choose_end,
    ) as clock:
        yield clock


def _build_environment(plan: Plan, folder: Path, *, api: VideoApi, stages: Sequence[Stage]) -> Mapping[str, str]:
    store = {}
    if plan.database_url is not None:
        store = {
            "FLIPBOOK_DATABASE_URL": plan.database_url,
            "FLIPBOOK_MEDIA_URL": (folder / "media").as_uri(),
            "FLIPBOOK_SHARED_SECRET": "0" * 64,
        }
    own = {
        "FLIPBOOK_API_KEY": api.key,
        "FLIPBOOK_API_BASE_URL": api.base_url,
        "FLIPBOOK_FILES_BASE_URL": api.base_url,
        "FLIPBOOK_PUBLIC_BASE_URL": _PUBLIC_URL,
        "FLIPBOOK_MOST_RUNNING": "50",
        "FLIPBOOK_MOST_RUNNING_PER_PERSON": "50",
        "FLIPBOOK_MOST_UNFINISHED_PER_PERSON": "10000",
    }
    platforms = {name: value for stage in stages for name, value in stage.environment.items()}
    return {**own, **store, **platforms, **plan.environment}
