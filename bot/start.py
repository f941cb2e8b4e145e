"""The script `flipbook`: does what `python -m bot` does, in this very process, and nothing else.

Worker processes run a script that they were started from once more, with everything that it imports; a module that is
known by its name they leave alone, which makes each of them start a second earlier.
"""

import gc
import runpy


def main() -> None:
    """Run the command line."""
    # Everything that is imported stays, so that looking through it for garbage meanwhile only takes time: a third of
    # all that a start takes.
    gc.disable()
    runpy.run_module("bot", run_name="__main__", alter_sys=True)
