"""The register of tasks: all of them in memory, each in a JSON file of its own. What a task is, `task.py` says."""

from adapters.studio.json_folder import JsonFolder
from adapters.studio.ledger import FoldedSpending, Ledger
from adapters.studio.task import MOVES, Task
from bot.errors import ServiceFailed


class TaskRegister:
    """Tasks by id, owner and idempotency key; the only writer of task files and of the ledger."""

    def __init__(self, ledger: Ledger, *, tasks: JsonFolder[Task], folded: JsonFolder[FoldedSpending]) -> None:
        """Keep tasks in `tasks` and what forgotten ones cost in `folded`; call `load` before use."""
        self._ledger = ledger
        self._tasks_folder = tasks
        self._folded_folder = folded
        self._tasks: dict[str, Task] = {}
        self._by_result: dict[str, str] = {}
        self._by_key: dict[tuple[str, str], str] = {}
        self._folded: dict[str, FoldedSpending] = {}

    async def load(self) -> None:
        """Read everything back after a start."""
        for folded in await self._folded_folder.read_all():
            self._folded[folded.owner] = folded
            self._ledger.count_folded(folded)
        for task in sorted(await self._tasks_folder.read_all(), key=lambda task: task.created_at):
            if self._is_folded(task):
                await self._tasks_folder.remove(task.task_id)
            else:
                self._remember(task)

    def find(self, task_id: str) -> Task | None:
        """Return a task by its id."""
        return self._tasks.get(task_id)

    def find_by_idempotency_key(self, owner: str, key: str) -> Task | None:
        """Return the task that `owner` submitted with `key`."""
        task_id = self._by_key.get((owner, key))
        return self._tasks.get(task_id) if task_id else None

    def find_by_result(self, result_name: str) -> Task | None:
        """Return the task whose video has that name."""
        task_id = self._by_result.get(result_name)
        return self._tasks.get(task_id) if task_id else None

    def list_newest_first(self, owner: str) -> list[Task]:
        """Return all tasks of `owner`."""
        return [task for task in reversed(self._tasks.values()) if task.owner == owner]

    def list_all(self) -> list[Task]:
        """Return all tasks, oldest first."""
        return list(self._tasks.values())

    def list_unfinished(self) -> list[Task]:
        """Return all tasks that can still change, oldest first."""
        return [task for task in self._tasks.values() if not task.is_over]

    async def add(self, task: Task) -> None:
        """Take a new task in; it is on disk when this returns, and nowhere if that fails."""
        self._remember(task)
        try:
            await self._tasks_folder.write(task.task_id, task)
        except OSError:
            self._forget(task)
            raise

    async def save(self, task: Task) -> None:
        """Replace a known task by its next state."""
        before = self._tasks[task.task_id]
        if task.state is not before.state and task.state not in MOVES[before.state]:
            message = f"A task cannot go from {before.state} to {task.state}."
            raise ServiceFailed(message)
        self._tasks[task.task_id] = task
        self._ledger.count_change(before, task)
        if task.result_name:
            self._by_result[task.result_name] = task.task_id
        await self._tasks_folder.write(task.task_id, task)

    async def fold(self, owner: str, tasks: list[Task]) -> None:
        """Forget finished tasks of `owner` but keep what they cost."""
        before = self._folded.get(owner, FoldedSpending(owner=owner, spent_uc=0, task_ids=()))
        folded = FoldedSpending(
            owner=owner,
            spent_uc=before.spent_uc + sum(task.spent_uc for task in tasks),
            task_ids=tuple(task.task_id for task in tasks),
        )
        self._folded[owner] = folded
        await self._folded_folder.write(owner, folded)
        for task in tasks:
            self._tasks.pop(task.task_id)
            self._by_key.pop((owner, task.idempotency_key or ""), None)
            self._by_result.pop(task.result_name or "", None)
            await self._tasks_folder.remove(task.task_id)

    def _is_folded(self, task: Task) -> bool:
        folded = self._folded.get(task.owner)
        return folded is not None and task.task_id in folded.task_ids

    def _remember(self, task: Task) -> None:
        self._tasks[task.task_id] = task
        self._ledger.count_change(None, task)
        if task.idempotency_key:
            self._by_key[task.owner, task.idempotency_key] = task.task_id
        if task.result_name:
            self._by_result[task.result_name] = task.task_id

    def _forget(self, task: Task) -> None:
        del self._tasks[task.task_id]
        self._ledger.count_removal(task)
        self._by_key.pop((task.owner, task.idempotency_key or ""), None)
