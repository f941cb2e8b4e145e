from itertools import product

import pytest

from bot.job.job import MOVES, JobState
from tests.contracts.samples import build_job

ALLOWED = {
    "queued": {"submitting", "cancelled", "failed"},
    "submitting": {"rendering", "unclear", "cancelled", "failed"},
    "unclear": {"submitting", "rendering", "cancelled", "failed", "expired"},
    "rendering": {"delivering", "cancelled", "failed", "expired"},
    "delivering": {"done", "failed"},
}
PAIRS = list(product(JobState, JobState))


@pytest.mark.parametrize(("before", "after"), [(one, two) for one, two in PAIRS if two in ALLOWED.get(one, ())])
def test_allowed_moves_are_made(before: JobState, after: JobState) -> None:
    assert build_job("a", state=before).moved(after) == build_job("a", state=after)


@pytest.mark.parametrize(("before", "after"), [(one, two) for one, two in PAIRS if two not in ALLOWED.get(one, ())])
def test_all_other_moves_are_refused(before: JobState, after: JobState) -> None:
    with pytest.raises(ValueError, match=f"from {before.value} to {after.value}"):
        build_job("a", state=before).moved(after)


def test_every_state_stands_in_the_table() -> None:
    assert set(MOVES) == set(JobState)


def test_a_job_ends_in_exactly_four_ways() -> None:
    final = {state for state in JobState if state.is_final}

    assert final == {JobState.DONE, JobState.FAILED, JobState.CANCELLED, JobState.EXPIRED}


@pytest.mark.parametrize("state", [state for state in JobState if not state.is_final])
def test_every_unfinished_job_can_still_end(state: JobState) -> None:
    reached = {state}
    for _ in JobState:
        reached |= {after for before in reached for after in MOVES[before]}

    assert any(one.is_final for one in reached)
