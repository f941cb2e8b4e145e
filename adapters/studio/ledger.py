"""Balances: what each key has reserved and spent, always the sum over its tasks."""

from collections import Counter
from dataclasses import dataclass

from adapters.studio.task import Task


@dataclass(frozen=True, kw_only=True)
class FoldedSpending:
    """What an owner's forgotten tasks cost; `task_ids` guards against counting one of them twice after a crash."""

    owner: str
    spent_uc: int
    task_ids: tuple[str, ...]


class Ledger:
    """Running totals in UC per owner; stored nowhere, since the tasks are."""

    def __init__(self) -> None:
        """Start with nothing reserved and nothing spent."""
        self._reserved_uc: Counter[str] = Counter()
        self._spent_uc: Counter[str] = Counter()

    def count_change(self, before: Task | None, after: Task) -> None:
        """Move the totals from what the task was to what it is now."""
        if before is not None:
            self.count_removal(before)
        self._reserved_uc[after.owner] += after.reserved_uc
        self._spent_uc[after.owner] += after.spent_uc

    def count_removal(self, task: Task) -> None:
        """Take a task out of the totals."""
        self._reserved_uc[task.owner] -= task.reserved_uc
        self._spent_uc[task.owner] -= task.spent_uc

    def count_folded(self, folded: FoldedSpending) -> None:
        """Add what tasks cost whose records are gone."""
        self._spent_uc[folded.owner] += folded.spent_uc

    def get_reserved_uc(self, owner: str) -> int:
        """Return what unfinished tasks hold back."""
        return self._reserved_uc[owner]

    def get_spent_uc(self, owner: str) -> int:
        """Return what finished tasks cost."""
        return self._spent_uc[owner]
