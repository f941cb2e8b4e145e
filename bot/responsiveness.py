"""Lets the event loop answer at once, whatever else goes on in the process. What is answered is not its business."""

import gc
import sys

#: After so long a thread that computes lets the event loop's thread go on; as it is, people wait ten times as long.
_SWITCH_SECONDS = 0.0005
#: So many new objects make a look for garbage worth its time.
_NEW_OBJECTS = 50_000


def favour_event_loop() -> None:
    """Keep other threads and the collection of garbage from holding the event loop up.

    Call it when everything was imported and opened: what exists then stays for good and is never looked at again, which
    would otherwise take a tenth of a second each time.
    """
    sys.setswitchinterval(_SWITCH_SECONDS)
    gc.collect()
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, 20, 100)
