"""The life of a task between being accepted and being over: pictures, turn, render, outcome, callback."""

import asyncio
import itertools
import logging
import secrets
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from adapters.studio.answers import build_task_answer
from adapters.studio.background import Background
from adapters.studio.callback import CallbackSender
from adapters.studio.clock import Clock
from adapters.studio.element import Element, draw_element_id
from adapters.studio.fault import (
    build_fault,
    build_no_content_fault,
    build_rehearsed_fault,
    build_service_fault,
)
from adapters.studio.forecast import Work, forecast_ends
from adapters.studio.gauge import Gauge
from adapters.studio.pace import Pace
from adapters.studio.render_order import RenderOrder
from adapters.studio.render_pool import RenderPool
from adapters.studio.settings import CreditUnit
from adapters.studio.task import Fault, FaultCode, Task, TaskState, VideoOrder
from adapters.studio.task_register import TaskRegister
from adapters.studio.turns import FairTurns, Turn
from adapters.studio.work_order import OrderDesk, WorkFolder
from bot.errors import BotError

#: A task that was rendering when the studio died is rendered once more, and no oftener: it may be the cause.
_ATTEMPTS = 2
_HIGHEST_UNFINISHED_PROGRESS = 99
_FORECAST_SECONDS = 0.5

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Workshop:
    """What the production works with."""

    register: TaskRegister
    desk: OrderDesk
    pool: RenderPool
    pace: Pace
    callbacks: CallbackSender
    background: Background
    work_folder: Path
    places: int
    credit_unit: CreditUnit
    clock: Clock


class Production:
    """Makes what tasks ask for."""

    def __init__(self, workshop: Workshop) -> None:
        """Start with nothing to do; `resume` takes up what a restart interrupted."""
        self._shop = workshop
        self._turns = FairTurns(workshop.places)
        self._ranks = itertools.count()
        self._lives: dict[str, asyncio.Task[None]] = {}
        #: Of all tasks whose render has not begun, whether their pictures are there or not.
        self._unserved: dict[str, Turn] = {}
        self._gauges: dict[str, Gauge] = {}
        self._forecast: dict[str, int] = {}
        self._forecast_at = 0.0

    async def resume(self) -> None:
        """Take up all unfinished tasks and unsent callbacks of an earlier run."""
        for task in self._shop.register.list_all():
            if task.attempts >= _ATTEMPTS and not task.is_over:
                await self._fail(task.task_id, build_service_fault())
            elif not task.is_over:
                await self._shop.register.save(replace(task, state=TaskState.PENDING))
                self.begin(task)
            elif task.callback_due:
                self._shop.background.start(self._call_back(task.task_id), f"callback {task.task_id}")

    async def suspend(self) -> None:
        """Record, after the background has stopped, that the tasks at hand are to be begun anew."""
        for task in self._shop.register.list_unfinished():
            if task.state is TaskState.PROCESSING:
                before = replace(task, state=TaskState.PENDING, attempts=task.attempts - 1)
                await self._shop.register.save(before)

    def begin(self, task: Task) -> None:
        """Begin the life of an accepted task."""
        # Pictures of a later task may be there sooner; the rank keeps its place behind the earlier one.
        turn = Turn(owner=task.owner, task_id=task.task_id, rank=next(self._ranks))
        life = self._shop.background.start(self._live(task, turn), f"task {task.task_id}")
        self._lives[task.task_id] = life
        self._unserved[task.task_id] = turn
        life.add_done_callback(lambda _: self._forget_life(task.task_id))

    async def cancel(self, task: Task) -> Task:
        """End an unfinished task and stop its render; returns the task as it is now."""
        cancelled = replace(task, state=TaskState.CANCELLED, ended_at=self._shop.clock())
        life = self._lives.get(task.task_id)
        if life is not None:
            life.cancel()
        await self._close(cancelled)
        return cancelled

    def get_progress(self, task: Task) -> int:
        """Return the percent of frames encoded; 0 for a task that failed, 100 for one that is done."""
        if task.state is TaskState.COMPLETED:
            return 100
        gauge = self._gauges.get(task.task_id)
        if gauge is None or task.is_over:
            return 0
        return min(_HIGHEST_UNFINISHED_PROGRESS, int(gauge.share * 100))

    def forecast_new_seconds(self, owner: str, order: VideoOrder | None) -> int:
        """Return in how many seconds a task that `owner` submits now would be done, were it the last to come."""
        new = Turn(owner=owner, task_id="", rank=sys.maxsize)
        expected = {new.task_id: self._shop.pace.predict_seconds(order)}
        waiting = self._list_waiting([*self._unserved.values(), new], expected)
        return forecast_ends(self._list_running(), waiting, places=self._shop.places)[new.task_id]

    def forecast_seconds(self, task: Task) -> int:
        """Return in how many seconds the task will be done, as of at most half a second ago."""
        now = asyncio.get_running_loop().time()
        if task.task_id not in self._forecast or now - self._forecast_at > _FORECAST_SECONDS:
            # One forecast serves all: a hundred callers asking at once must not each go through the queue.
            running, waiting = self._list_running(), self._list_waiting(self._unserved.values(), {})
            self._forecast = forecast_ends(running, waiting, places=self._shop.places)
            self._forecast_at = now
        return self._forecast.get(task.task_id, 0)

    async def _live(self, task: Task, turn: Turn) -> None:
        folder = WorkFolder(path=self._shop.work_folder / task.task_id)
        try:
            await self._make(task, turn, folder)
        except BotError as error:
            fault = build_fault(error)
            is_ours = fault.code is FaultCode.SERVICE_ERROR
            logger.log(
                logging.ERROR if is_ours else logging.INFO,
                "A task failed: %s",
                fault.code,
                exc_info=is_ours,
                extra={"task_id": task.task_id},
            )
            await self._fail(task.task_id, fault)
        except Exception:
            logger.exception("A task failed unexpectedly", extra={"task_id": task.task_id})
            await self._fail(task.task_id, build_service_fault())
        finally:
            await folder.remove()

    async def _make(self, task: Task, turn: Turn, folder: WorkFolder) -> None:
        if task.rehearsed_fault is not None:
            await self._fail(task.task_id, build_rehearsed_fault(task.rehearsed_fault))
            return
        result_name = secrets.token_hex(16)
        order = await self._shop.desk.prepare(task, folder, result_name)
        async with self._turns.take(turn):
            began = replace(task, state=TaskState.PROCESSING, attempts=task.attempts + 1, result_name=result_name)
            await self._shop.register.save(began)
            seconds = await self._run(task.task_id, order)
        if task.video is None:
            await self._complete_element(task, order)
        elif await asyncio.to_thread(order.output.exists):
            await self._complete(task.task_id)
            await self._shop.pace.learn(task.video, seconds)
        else:
            await self._fail(task.task_id, build_no_content_fault())

    async def _run(self, task_id: str, order: RenderOrder) -> float:
        gauge = await asyncio.to_thread(Gauge.create, order.gauge_path)
        self._gauges[task_id] = gauge
        self._unserved.pop(task_id, None)
        return await self._shop.pool.run(order, gauge)

    def _forget_life(self, task_id: str) -> None:
        """Let go of all that an ended life leaves; only then, or its progress would seem to go back to nothing."""
        self._lives.pop(task_id, None)
        self._unserved.pop(task_id, None)
        gauge = self._gauges.pop(task_id, None)
        if gauge is not None:
            gauge.close()

    async def _complete_element(self, task: Task, order: RenderOrder) -> None:
        wish = task.element
        element = Element(
            element_id=draw_element_id(),
            owner=task.owner,
            name=wish.name if wish else "",
            description=wish.description if wish else "",
            created_at=self._shop.clock(),
        )
        await self._shop.desk.elements.keep(element, order.pictures[0].target)
        await self._complete(task.task_id, element_id=element.element_id)

    async def _complete(self, task_id: str, *, element_id: str | None = None) -> None:
        task = self._shop.register.find(task_id)
        if task is None or task.is_over:
            return
        now = self._shop.clock()
        await self._close(replace(task, state=TaskState.COMPLETED, ended_at=now, element_id=element_id))

    async def _fail(self, task_id: str, fault: Fault) -> None:
        task = self._shop.register.find(task_id)
        if task is None or task.is_over:
            return
        await self._close(replace(task, state=TaskState.FAILED, ended_at=self._shop.clock(), fault=fault))

    async def _close(self, task: Task) -> None:
        await self._shop.register.save(replace(task, callback_due=task.callback_url is not None))
        if task.callback_url is not None:
            self._shop.background.start(self._call_back(task.task_id), f"callback {task.task_id}")

    async def _call_back(self, task_id: str) -> None:
        task = self._shop.register.find(task_id)
        if task is None or task.callback_url is None:
            return
        progress = self.get_progress(task)
        answer = build_task_answer(task, self._shop.credit_unit, progress=progress, estimated_seconds=0)
        await self._shop.callbacks.send(task.callback_url, answer.model_dump_json(exclude_none=True).encode())
        await self._shop.register.save(replace(task, callback_due=False))

    def _list_waiting(self, turns: Iterable[Turn], expected: Mapping[str, float]) -> list[Work]:
        """Return the work of `turns` in the order of being served; `expected` knows seconds that no task tells."""
        return [
            Work(task_id=turn.task_id, seconds=expected.get(turn.task_id) or self._predict_seconds(turn.task_id))
            for turn in self._turns.predict_order(turns)
        ]

    def _list_running(self) -> list[Work]:
        return [
            Work(task_id=task_id, seconds=gauge.predict_left(self._predict_seconds(task_id)))
            for task_id, gauge in self._gauges.items()
        ]

    def _predict_seconds(self, task_id: str) -> float:
        task = self._shop.register.find(task_id)
        return 0.0 if task is None or task.is_over else self._shop.pace.predict_seconds(task.video)
