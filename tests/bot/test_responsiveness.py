import gc
import os
import sys
from collections.abc import Iterator

import pytest

from adapters.line.program import come_first
from bot.responsiveness import favour_event_loop, give_way_to_listeners


@pytest.fixture(autouse=True)
def _put_everything_back() -> Iterator[None]:
    seconds, thresholds = sys.getswitchinterval(), gc.get_threshold()
    yield
    sys.setswitchinterval(seconds)
    gc.set_threshold(*thresholds)
    gc.unfreeze()


def test_other_threads_hold_the_loop_up_for_less_than_a_millisecond() -> None:
    favour_event_loop()

    assert sys.getswitchinterval() < 0.001


def test_what_exists_at_the_start_is_not_looked_through_again() -> None:
    favour_event_loop()

    assert gc.get_freeze_count() > 0
    assert len(gc.get_objects()) < gc.get_freeze_count()


def test_looks_for_garbage_stay_short() -> None:
    favour_event_loop()
    new_objects, looks, _ = gc.get_threshold()

    assert new_objects * looks <= 10_000


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can be asked for this")
def test_the_program_gives_way_and_who_listens_for_it_does_not() -> None:
    before = os.sched_getscheduler(0)
    try:
        give_way_to_listeners()
        program = os.sched_getscheduler(0)
        # As the process that listens does, which begins with what the program has.
        come_first()
        listener = os.sched_getscheduler(0)
    finally:
        os.sched_setscheduler(0, before, os.sched_param(0))

    assert (program, listener) == (os.SCHED_BATCH, os.SCHED_OTHER)
