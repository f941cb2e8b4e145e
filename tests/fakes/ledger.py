"""Honest books in memory: same answers as the real ledger, gone with the process."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.job.job import Job
from bot.policy.budget import Budget
from bot.policy.ledger import Account, Books, LedgerEntry, count_released, count_units


class MemoryLedger:
    """Keeps entries in a dictionary; the store of jobs in memory writes them."""

    def __init__(self) -> None:
        self.entries: dict[str, LedgerEntry] = {}
        #: The jobs as their store keeps them.
        self.jobs: dict[str, Job] = {}

    def reserve(self, job: Job, budgets: Sequence[Budget]) -> None:
        entry = LedgerEntry.of(job)
        if entry.reserved_units == 0:
            return
        for budget in budgets:
            spent_units = self._sum_up(budget.account, since=budget.begins_at)
            budget.require(entry.reserved_units, spent_units=spent_units)
        self.entries[job.id] = entry

    def reserve_again(self, job: Job) -> None:
        entry = self.entries.get(job.id)
        if entry is not None and entry.closed_at is None:
            more = count_units(job.price.credits)
            self.entries[job.id] = replace(entry, reserved_units=entry.reserved_units + more)

    def close(self, job: Job) -> None:
        entry = self.entries.get(job.id)
        if entry is not None and entry.refunded_at is None:
            released_units = count_released(job)
            self.entries[job.id] = replace(
                entry,
                settled_units=entry.reserved_units - released_units,
                released_units=released_units,
                closed_at=entry.closed_at or job.finished_at or entry.reserved_at,
            )

    async def read_entry(self, job_id: str) -> LedgerEntry | None:
        return self.entries.get(job_id)

    async def read_spent(self, account: Account, *, since: datetime) -> int:
        return self._sum_up(account, since=since)

    async def read_books(self) -> Books:
        entries = self.entries.values()
        return Books(
            reserved=sum(entry.reserved_units for entry in entries),
            settled=sum(entry.settled_units for entry in entries),
            released=sum(entry.released_units for entry in entries),
            running=sum(entry.reserved_units for entry in entries if entry.closed_at is None),
        )

    async def refund(self, job_id: str, *, at: datetime) -> bool:
        entry = self.entries.get(job_id)
        if entry is None or entry.settled_units == 0:
            return False
        self.entries[job_id] = replace(entry, settled_units=0, released_units=entry.reserved_units, refunded_at=at)
        return True

    async def reconcile(self) -> int:
        stale = [one for one in self.entries.values() if one.closed_at is None and self._has_ended(one.job_id)]
        for entry in stale:
            job = self.jobs.get(entry.job_id)
            if job is None:
                self.entries[entry.job_id] = replace(
                    entry, settled_units=entry.reserved_units, closed_at=entry.reserved_at
                )
            else:
                self.close(job)
        return len(stale)

    def _has_ended(self, job_id: str) -> bool:
        job = self.jobs.get(job_id)
        return job is None or job.state.is_final

    def _sum_up(self, account: Account, *, since: datetime) -> int:
        return sum(
            entry.reserved_units - entry.released_units
            for entry in self.entries.values()
            if account in {entry.person, entry.server} and entry.reserved_at >= since
        )
