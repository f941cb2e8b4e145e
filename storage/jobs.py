"""Jobs in the database: the one place that knows how a job becomes a row and back."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Select, bindparam, func, select, tuple_, update
from sqlalchemy.engine import RowMapping

from bot.job.job import Job, JobState, Requester
from bot.metrics.job_meter import JobWatcher
from bot.policy.budget import Budget
from bot.policy.ledger import is_tried_again
from bot.request.generation_request import Quality
from storage.database import Database
from storage.ledger import close_entry, reserve, reserve_again
from storage.tables import jobs

#: A job's own fields that are columns of the same name; `request`, `requester` and `address` have columns too.
_PLAIN_COLUMNS = ("id", "state", "parent_id", "task_id", "created_at", "submitted_at", "finished_at")
_OUTSIDE_DETAILS = (*_PLAIN_COLUMNS, "request", "requester", "address")

# What every job asks for many times; building a statement costs more than running it.
_READ = select(jobs).where(jobs.c.id == bindparam("job_id"))
_READ_LOCKED = _READ.with_for_update()
_CHANGE = update(jobs).where(jobs.c.id == bindparam("job_id"))
_COUNT_AHEAD = select(func.count()).where(
    jobs.c.state == JobState.QUEUED,
    tuple_(jobs.c.created_at, jobs.c.id)
    < tuple_(bindparam("created_at", type_=jobs.c.created_at.type), bindparam("job_id")),
)

#: Takes in every field of a job, so that one which is added later is kept without a word here.
_JOB_FORM = TypeAdapter(Job)


class SqlJobStore:
    """Keeps jobs in the database."""

    def __init__(self, database: Database, *, watcher: JobWatcher | None = None) -> None:
        """Use an open database; tell `watcher` what was stored."""
        self._database = database
        self._watcher = watcher
        self._insert = database.build_insert(jobs).returning(jobs.c.id)

    async def add(self, job: Job, *, budgets: Sequence[Budget] = ()) -> bool:
        """Store a new job and reserve its price, both or neither; return False, changing nothing, for a known id.

        Raise `RequestRefused`, having changed nothing, when the price is beyond one of the `budgets`.
        """

        def store(connection: Connection) -> bool:
            is_new = connection.execute(self._insert, _build_row(job)).first() is not None
            if is_new:
                reserve(connection, job, budgets)
            return is_new

        is_new = await self._database.write(store)
        if self._watcher is not None:
            (self._watcher.added if is_new else self._watcher.repeated)(job)
        return is_new

    async def read(self, job_id: str) -> Job | None:
        """Return the job, or None."""
        return await self._database.read(lambda connection: _read(connection, _READ, job_id))

    async def change(self, job_id: str, change: Callable[[Job], Job]) -> Job:
        """Read, change and store a job while nobody else can; return it as stored.

        `change` runs in another thread. Raise `KeyError` for an unknown id. What `change` raises passes through and
        leaves the job as it was.
        """
        before, after = await self._database.write(lambda connection: _change(connection, job_id, change))
        if self._watcher is not None:
            self._watcher.changed(before, after)
        return after

    async def find(
        self,
        *,
        states: frozenset[JobState] | None = None,
        requester: Requester | None = None,
        limit: int = 50,
    ) -> Sequence[Job]:
        """Return matching jobs, newest first; of a requester only platform and id count, since names change."""
        query = select(jobs).order_by(jobs.c.created_at.desc(), jobs.c.id.desc()).limit(limit)
        if states is not None:
            query = query.where(jobs.c.state.in_(sorted(states)))
        if requester is not None:
            query = query.where(jobs.c.requester_platform == requester.platform, jobs.c.requester_id == requester.id)
        rows = await self._database.read(lambda connection: connection.execute(query).mappings().all())
        return [build_job(row) for row in rows]

    async def count_ahead(self, job: Job) -> int:
        """Return how many queued jobs were accepted before this one."""
        place = {"created_at": job.created_at, "job_id": job.id}
        return await self._database.read(lambda connection: connection.execute(_COUNT_AHEAD, place).scalar_one())

    async def read_render_seconds(self, *, quality: Quality, duration: int, limit: int = 50) -> Sequence[float]:
        """Return how long the latest finished jobs of this kind took from submission to delivery, latest first."""
        query = (
            select(jobs.c.submitted_at, jobs.c.finished_at)
            .where(jobs.c.quality == quality, jobs.c.duration_seconds == duration, jobs.c.state == JobState.DONE)
            .where(jobs.c.submitted_at.is_not(None), jobs.c.finished_at.is_not(None))
            .order_by(jobs.c.finished_at.desc(), jobs.c.id.desc())
            .limit(limit)
        )
        rows = await self._database.read(lambda connection: connection.execute(query).all())
        return [(finished_at - submitted_at).total_seconds() for submitted_at, finished_at in rows]

    async def find_known_tasks(self, task_ids: Sequence[str]) -> frozenset[str]:
        """Return those of `task_ids` that belong to a stored job."""
        query = select(jobs.c.task_id).where(jobs.c.task_id.in_(task_ids))
        return await self._database.read(lambda connection: frozenset(connection.execute(query).scalars()))


def _change(connection: Connection, job_id: str, change: Callable[[Job], Job]) -> tuple[Job, Job]:
    """Return the job as it was and as it is now."""
    before = _read(connection, _READ_LOCKED, job_id)
    if before is None:
        raise KeyError(job_id)
    after = change(before)
    if after != before:
        connection.execute(_CHANGE, {**_build_row(after), "job_id": job_id})
    if is_tried_again(before, after):
        reserve_again(connection, after)
    if after.state.is_final and not before.state.is_final:
        close_entry(connection, after)
    return before, after


def _read(connection: Connection, query: Select[Any], job_id: str) -> Job | None:
    row = connection.execute(query, {"job_id": job_id}).mappings().one_or_none()
    return None if row is None else build_job(row)


def _build_row(job: Job) -> Mapping[str, object]:
    options = job.request.options
    return {
        **{name: getattr(job, name) for name in _PLAIN_COLUMNS},
        "platform": job.address.platform,
        "tenant": job.address.tenant,
        "place": job.address.place,
        "thread": job.address.thread,
        "requester_platform": job.requester.platform,
        "requester_id": job.requester.id,
        "requester_name": job.requester.name,
        "quality": options.quality,
        "duration_seconds": options.duration,
        "has_pictures": job.has_pictures,
        "has_video": job.video is not None,
        "request": job.request.model_dump(mode="json"),
        "details": _JOB_FORM.dump_python(job, mode="json", exclude=set(_OUTSIDE_DETAILS)),
    }


def build_job(row: RowMapping) -> Job:
    """Return the job that a row of `jobs` holds."""
    fields = {
        **row["details"],
        **{name: row[name] for name in _PLAIN_COLUMNS},
        "address": {name: row[name] for name in ("platform", "tenant", "place", "thread")},
        "requester": {name: row[f"requester_{name}"] for name in ("platform", "id", "name")},
        "request": row["request"],
    }
    return _JOB_FORM.validate_python(fields)
