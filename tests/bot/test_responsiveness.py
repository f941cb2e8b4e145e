import gc
import sys
from collections.abc import Iterator

import pytest

from bot.responsiveness import favour_event_loop


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
