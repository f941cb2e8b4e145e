"""Removes what has outlived its time: uploads, results, and the records of old tasks."""

import asyncio
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from adapters.studio.clock import Clock
from adapters.studio.settings import StudioLifetimes
from adapters.studio.task import Task
from adapters.studio.task_register import TaskRegister
from adapters.studio.upload import Uploads


@dataclass(frozen=True, kw_only=True)
class Sweeper:
    """Sweeps now and then, as long as it runs."""

    register: TaskRegister
    uploads: Uploads
    results_folder: Path
    lifetimes: StudioLifetimes
    clock: Clock

    async def run(self) -> None:
        """Sweep until cancelled."""
        while True:
            await self.sweep()
            await asyncio.sleep(self.lifetimes.sweep_every_seconds)

    async def sweep(self) -> None:
        """Remove everything whose time is over by now."""
        await self.uploads.remove_expired()
        kept = {task.result_name for task in self.register.list_all() if self._keeps_result(task)}
        await asyncio.to_thread(_remove_others, self.results_folder, {f"{name}.mp4" for name in kept})
        await self._fold_old_tasks()

    def _keeps_result(self, task: Task) -> bool:
        return task.ended_at is None or task.ended_at + self.lifetimes.result_seconds > self.clock()

    async def _fold_old_tasks(self) -> None:
        oldest = self.clock() - self.lifetimes.task_seconds
        by_owner: dict[str, list[Task]] = defaultdict(list)
        for task in self.register.list_all():
            if task.ended_at is not None and task.ended_at <= oldest and not task.callback_due:
                by_owner[task.owner].append(task)
        for owner, tasks in by_owner.items():
            await self.register.fold(owner, tasks)


def _remove_others(folder: Path, kept: Collection[str]) -> None:
    for path in folder.iterdir():
        if path.name not in kept:
            path.unlink(missing_ok=True)
