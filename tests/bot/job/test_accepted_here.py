from bot.job.accepted_here import AcceptedHere


def test_says_of_a_job_once_that_nothing_was_posted() -> None:
    memory = AcceptedHere()
    memory.note("a")

    assert [memory.take("a"), memory.take("a")] == [True, False]


def test_knows_nothing_of_other_jobs() -> None:
    memory = AcceptedHere()
    memory.note("a")

    assert not memory.take("b")
