"""What operators do on the command line, on the stores themselves, whether the bot runs or not.

What only a running bot can do is left with it as an order.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.errors import RequestRefused
from bot.job.job import Job
from bot.messages import operations as sentences
from bot.messages import retention as retention_sentences
from bot.operations.order import JobFinder, Order, OrderStore, Verb
from bot.policy.ledger import UNITS_PER_CREDIT, LedgerEntry
from bot.ports import JobStore, Ledger
from bot.retention.forgetting import Forgetting, read_person

_LOOK_EVERY_SECONDS = 0.25


@dataclass(frozen=True, kw_only=True)
class ConsoleParts:
    """What the console works on."""

    jobs: JobStore
    ledger: Ledger
    orders: OrderStore
    finder: JobFinder
    forgetting: Forgetting
    #: Leaves nothing of deleted rows in the logs of databases.
    empty_logs: Callable[[], Awaitable[None]]
    clock: Callable[[], datetime]
    #: How long an order is waited for before it is left to the next start.
    patience_seconds: float = 15.0


class OperatorConsole:
    """Answers operators in lines of text."""

    def __init__(self, parts: ConsoleParts) -> None:
        """Work on these parts."""
        self._parts = parts

    async def list_jobs(self, *, limit: int) -> Sequence[str]:
        """Return one line for each of the latest jobs, newest first."""
        jobs = await self._parts.jobs.find(limit=limit)
        return [_describe_line(job) for job in jobs] or [sentences.no_jobs()]

    async def show_job(self, prefix: str) -> Sequence[str]:
        """Return everything about a job except what its requester wrote; raise `RequestRefused` for unknown ones."""
        job = await self._find(prefix)
        entry = await self._parts.ledger.read_entry(job.id)
        facts = {
            "id": job.id,
            "state": job.state.value,
            "person": _spell_person(job),
            "place": "/".join(filter(None, (job.address.platform, job.address.tenant, job.address.place))),
            "ordered": job.created_at,
            "submitted": job.submitted_at,
            "finished": job.finished_at,
            "task": job.task_id,
            "attempt": job.attempt,
            "failure": None if job.failure is None else f"{job.failure.code}: {job.failure.sentence}",
            "charge": None if job.failure is None else job.failure.charge.value,
            "video": None if job.video is None else job.video.key,
            "ledger": None if entry is None else _describe_entry(entry),
        }
        return [f"{name + ':':<11}{_spell(value)}" for name, value in facts.items() if value is not None]

    async def order(self, verb: Verb, prefix: str) -> str:
        """Leave an order for the running bot and return its answer, or that nobody has answered yet."""
        job = await self._find(prefix)
        order = Order(id=secrets.token_hex(6), verb=verb, job_id=job.id, ordered_at=self._parts.clock())
        await self._parts.orders.place(order)
        deadline = asyncio.get_running_loop().time() + self._parts.patience_seconds
        while (answer := await self._parts.orders.read_answer(order.id)) is None:
            if asyncio.get_running_loop().time() > deadline:
                return sentences.order_waits()
            await asyncio.sleep(_LOOK_EVERY_SECONDS)
        return answer

    async def refund(self, prefix: str) -> str:
        """Give back in the ledger what was settled for a job, and say how much."""
        job = await self._find(prefix)
        entry = await self._parts.ledger.read_entry(job.id)
        if entry is not None and entry.closed_at is None:
            return sentences.not_settled_yet()
        if entry is None or not await self._parts.ledger.refund(job.id, at=self._parts.clock()):
            return sentences.nothing_to_refund()
        return sentences.refunded(entry.settled_units / UNITS_PER_CREDIT)

    async def forget(self, words: str) -> str:
        """Forget the person that `words` names as `platform:id`; raise `RequestRefused` while some has to wait."""
        forgotten = await self._parts.forgetting.forget(read_person(words), now=self._parts.clock())
        await self._parts.empty_logs()
        if forgotten.unfinished:
            raise RequestRefused(retention_sentences.still_unfinished(forgotten.unfinished))
        return retention_sentences.forgotten(forgotten.jobs)

    async def _find(self, prefix: str) -> Job:
        found = await self._parts.finder.find_by_prefix(prefix)
        if len(found) > 1 and prefix not in found:
            raise RequestRefused(sentences.job_ambiguous(prefix))
        job = await self._parts.jobs.read(prefix if prefix in found else found[0]) if prefix and found else None
        if job is None:
            raise RequestRefused(sentences.job_unknown(prefix))
        return job


def _describe_line(job: Job) -> str:
    return sentences.job_line(job.id, state=job.state.value, person=_spell_person(job), created_at=job.created_at)


def _spell_person(job: Job) -> str:
    return f"{job.requester.platform}:{job.requester.id} ({job.requester.name})"


def _describe_entry(entry: LedgerEntry) -> str:
    if entry.closed_at is None:
        return sentences.books("reserved", amount=entry.reserved_units / UNITS_PER_CREDIT)
    settled, released = entry.settled_units / UNITS_PER_CREDIT, entry.released_units / UNITS_PER_CREDIT
    if entry.settled_units:
        return sentences.books("settled", amount=settled)
    return sentences.books("refunded" if entry.refunded_at else "released", amount=released)


def _spell(value: object) -> str:
    return f"{value:%Y-%m-%d %H:%M:%S %Z}" if isinstance(value, datetime) else str(value)
