"""Jobs in the database: the one place that knows how a job becomes a row and back."""

from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Select, and_, bindparam, exists, func, or_, select, tuple_, update
from sqlalchemy.engine import RowMapping

from bot.errors import RequestRefused
from bot.job.job import Job, JobState, Requester
from bot.messages import retention as sentences
from bot.metrics.job_meter import JobWatcher
from bot.policy.budget import Budget
from bot.policy.ledger import is_tried_again
from bot.ports import Workload
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
_KEEPS_PICTURES = select(jobs.c.has_pictures).where(jobs.c.id == bindparam("job_id")).with_for_update(read=True)
_CHANGE = update(jobs).where(jobs.c.id == bindparam("job_id"))
_IS_OF_PERSON = and_(jobs.c.requester_platform == bindparam("platform"), jobs.c.requester_id == bindparam("person_id"))
_IS_UNFINISHED = jobs.c.state.in_(sorted(state for state in JobState if not state.is_final))
_LIVES_ON = or_(
    jobs.c.living_attempt.is_not(None),
    jobs.c.state.in_(sorted(state for state in JobState if not state.is_final and state is not JobState.UNCLEAR)),
    # A doubt waits for its requester and for nobody else, unless they have cancelled it.
    and_(jobs.c.state == JobState.UNCLEAR, jobs.c.details["cancel_requested"].as_boolean()),
)
_END_LIFE = (
    update(jobs)
    .where(jobs.c.id == bindparam("job_id"), jobs.c.living_attempt == bindparam("attempt"))
    .values(living_attempt=None)
)
_READ_WORKLOAD = select(
    exists().where(jobs.c.id == bindparam("job_id")),
    select(func.count()).where(_IS_OF_PERSON, _IS_UNFINISHED).scalar_subquery(),
    select(func.max(jobs.c.details["rank"].as_integer()))
    .where(_IS_OF_PERSON, jobs.c.state == JobState.QUEUED)
    .scalar_subquery(),
)
_COUNT_AHEAD = select(func.count()).where(
    jobs.c.state == JobState.QUEUED,
    tuple_(jobs.c.created_at, jobs.c.id)
    < tuple_(bindparam("created_at", type_=jobs.c.created_at.type), bindparam("job_id")),
)

_ORDER = attrgetter("parent_id", "created_at", "address", "requester", "request")

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

        Raise `RequestRefused`, having changed nothing, when the price is beyond one of the `budgets`, or when a re-roll
        comes too late for the pictures that it shares.
        """

        def store(connection: Connection) -> bool:
            is_new = connection.execute(self._insert, _build_row(job)).first() is not None
            if is_new:
                reserve(connection, job, budgets)
                _require_shared_pictures(connection, job)
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

        def find(connection: Connection) -> Sequence[Job]:
            return [build_job(row) for row in connection.execute(query).mappings()]

        return await self._database.read(find)

    async def find_living(self) -> Sequence[Job]:
        """Return the jobs whose life is not over, newest first."""
        query = select(jobs).where(_LIVES_ON).order_by(jobs.c.created_at.desc(), jobs.c.id.desc())

        def find(connection: Connection) -> Sequence[Job]:
            return [build_job(row) for row in connection.execute(query).mappings()]

        return await self._database.read(find)

    async def end_life(self, job: Job) -> None:
        """Write down that this attempt at a job's life is over; a later one goes on."""
        ended = {"job_id": job.id, "attempt": job.attempt}
        await self._database.write(lambda connection: connection.execute(_END_LIFE, ended))

    async def read_workload(self, person: Requester, *, job_id: str) -> Workload:
        """Return what a person has in the making, and whether a job with this id is stored."""
        order = {"platform": person.platform, "person_id": person.id, "job_id": job_id}
        found = await self._database.read(lambda connection: connection.execute(_READ_WORKLOAD, order).one())
        is_known, unfinished, last_rank = found
        return Workload(is_known=bool(is_known), unfinished=unfinished, last_rank=last_rank or 0)

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


def _require_shared_pictures(connection: Connection, job: Job) -> None:
    """Raise `RequestRefused` when a re-roll's pictures are about to be deleted with those of the job it repeats."""
    if not (job.take and job.has_pictures):
        return
    if not connection.execute(_KEEPS_PICTURES, {"job_id": job.parent_id}).scalar_one_or_none():
        raise RequestRefused(sentences.picture_deleted())


def _change(connection: Connection, job_id: str, change: Callable[[Job], Job]) -> tuple[Job, Job]:
    """Return the job as it was and as it is now."""
    before = _read(connection, _READ_LOCKED, job_id)
    if before is None:
        raise KeyError(job_id)
    after = change(before)
    if after != before:
        # Hardly any change touches what was ordered, by whom and where.
        order = _build_order(after) if _ORDER(after) != _ORDER(before) else {}
        life = {"living_attempt": after.attempt} if after.attempt != before.attempt else {}
        connection.execute(_CHANGE, {**order, **life, **_build_progress(after), "job_id": job_id})
    if is_tried_again(before, after):
        reserve_again(connection, after)
    if after.state.is_final and not before.state.is_final:
        close_entry(connection, after)
    return before, after


def _read(connection: Connection, query: Select[Any], job_id: str) -> Job | None:
    row = connection.execute(query, {"job_id": job_id}).mappings().one_or_none()
    return None if row is None else build_job(row)


def _build_row(job: Job) -> Mapping[str, object]:
    return {"id": job.id, "living_attempt": job.attempt, **_build_order(job), **_build_progress(job)}


def _build_order(job: Job) -> Mapping[str, object]:
    """Return the columns that stand for what was ordered."""
    options = job.request.options
    return {
        "parent_id": job.parent_id,
        "created_at": job.created_at,
        "platform": job.address.platform,
        "tenant": job.address.tenant,
        "place": job.address.place,
        "thread": job.address.thread,
        "requester_platform": job.requester.platform,
        "requester_id": job.requester.id,
        "requester_name": job.requester.name,
        "quality": options.quality,
        "duration_seconds": options.duration,
        "request": job.request.model_dump(mode="json"),
    }


def _build_progress(job: Job) -> Mapping[str, object]:
    """Return the columns that stand for how far a job is, and all of its other fields."""
    return {
        "state": job.state,
        "task_id": job.task_id,
        "submitted_at": job.submitted_at,
        "finished_at": job.finished_at,
        "has_pictures": job.has_pictures,
        "has_video": job.video is not None,
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
