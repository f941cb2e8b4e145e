"""A function named by where it lives, so that only the worker that calls it imports its module.

The modules that decode pictures and videos cost half a second of CPU and 50 MB to import; the bot's own process
only names their functions.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Generic, TypeVar, TypeVarTuple

Args = TypeVarTuple("Args")
Result = TypeVar("Result")


@dataclass(frozen=True, kw_only=True)
class WorkerFunction(Generic[*Args, Result]):
    """A callable that imports the function it stands for when it is called."""

    module: str
    name: str

    def __call__(self, *args: *Args) -> Result:
        """Import the function and call it."""
        return self.imported()(*args)

    def imported(self) -> Callable[[*Args], Result]:
        """Return the function itself."""
        function: Callable[[*Args], Result] = getattr(import_module(self.module), self.name)
        return function
