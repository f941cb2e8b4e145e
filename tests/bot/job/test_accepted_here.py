from bot.job.accepted_here import AcceptedHere
from tests.contracts.samples import build_job


def test_says_of_a_job_once_that_nothing_was_posted() -> None:
    memory, job = AcceptedHere(), build_job("a")
    memory.note(job)

    assert [memory.take(job.id), memory.take(job.id)] == [job, None]


def test_knows_nothing_of_other_jobs() -> None:
    memory = AcceptedHere()
    memory.note(build_job("a"))

    assert memory.take("b") is None
