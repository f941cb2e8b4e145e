from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from bot.job.job import Job, JobState
from bot.metrics.job_meter import JobMeter
from bot.metrics.meter import Tally, Timing
from storage.database import open_database
from storage.jobs import SqlJobStore
from tests.contracts.samples import NOON, after_noon, build_job
from tests.fakes.meter import MemoryMeter

WAY: Sequence[tuple[JobState, Mapping[str, object]]] = (
    (JobState.SUBMITTING, {"submission_began_at": after_noon(3)}),
    (JobState.RENDERING, {"submitted_at": after_noon(4)}),
    (JobState.DELIVERING, {}),
    (JobState.DONE, {"finished_at": after_noon(60)}),
)


def go(job_meter: JobMeter, job: Job) -> None:
    """Let a job go all the way."""
    for state, changes in WAY:
        after = replace(job, state=state, **changes)  # type: ignore[arg-type] # each step names real fields
        job_meter.changed(job, after)
        job = after


def test_each_leg_of_the_way_is_timed() -> None:
    meter = MemoryMeter()
    go(JobMeter(meter), build_job("a"))

    assert meter.timings[Timing.QUEUE] == [3]
    assert meter.timings[Timing.SUBMIT] == [1]
    assert meter.timings[Timing.WHOLE] == [60]
    assert sum(meter.timings[Timing.RENDER] + meter.timings[Timing.POST]) == pytest.approx(56)


def test_a_job_that_another_process_began_is_timed_as_a_whole() -> None:
    meter = MemoryMeter()
    begun = build_job("a", state=JobState.DELIVERING, submitted_at=NOON)

    JobMeter(meter).changed(begun, replace(begun, state=JobState.DONE, finished_at=after_noon(9)))

    assert meter.timings == {Timing.WHOLE: [9]}


def test_clocks_that_are_set_back_cost_no_time() -> None:
    meter = MemoryMeter()
    job = build_job("a", submission_began_at=after_noon(-5))

    JobMeter(meter).changed(job, replace(job, state=JobState.SUBMITTING))

    assert meter.timings[Timing.QUEUE] == [0]


async def test_the_store_tells_what_was_stored(tmp_path: object) -> None:
    meter = MemoryMeter()
    async with open_database(f"sqlite:///{tmp_path}/store.db") as database:
        store = SqlJobStore(database, watcher=JobMeter(meter))
        job = build_job("a")
        for _ in range(2):
            await store.add(job)
        for state in (JobState.CANCELLED, JobState.CANCELLED):
            await store.change(job.id, lambda one, state=state: replace(one, state=state))  # type: ignore[misc]

    assert meter.tallies == {
        (Tally.JOBS_STARTED, "web"): 1,
        (Tally.DUPLICATES_PREVENTED, "job"): 1,
        (Tally.JOBS_ENDED, "cancelled"): 1,
    }
