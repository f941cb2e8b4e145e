"""Lets the event loop answer at once, whatever else goes on in the process. What is answered is not its business."""

import gc
import os
import sys
from contextlib import suppress

#: After so long a thread that computes lets the event loop's thread go on; as it is, people wait ten times as long.
_SWITCH_SECONDS = 0.0005
#: How many new objects make a look for garbage worth its time, how many such looks one at all that they left, and how
#: many of those one at everything. A look at 2,000 objects takes a millisecond or two; longer ones hold people up.
_THRESHOLDS = (2_000, 5, 500)


def give_way_to_listeners() -> None:
    """Let processes that only listen and acknowledge have a processor before this one, where Linux shares them out.

    Call it before anything starts threads, which take it over. Nothing gets less of a processor by this; it only does
    not take one away from another at the moment that it has something to do.
    """
    if sys.platform == "linux":
        # Where even this is forbidden, everything works as before.
        with suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))


def favour_event_loop() -> None:
    """Keep other threads and the collection of garbage from holding the event loop up.

    Call it when everything was imported and opened: what exists then stays for good and is never looked at again, which
    would otherwise take a tenth of a second each time.
    """
    sys.setswitchinterval(_SWITCH_SECONDS)
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_THRESHOLDS)
