"""Stops one task at a chosen moment: just before or just after it asks for something outside itself."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import ParamSpec, TypeVar

from tests.bot.job.world import World

Params = ParamSpec("Params")
Result = TypeVar("Result")

VICTIM = "victim"


class Killed(BaseException):
    """The process is gone; nothing in it may react to that."""


class Crash:
    """Counts the moments of the task called `VICTIM` and stops it at one of them, as by `error`."""

    def __init__(self, *, moment: int, error: BaseException | None = None) -> None:
        self._moments_left = moment
        self._error = error or Killed()

    def watch(self, world: World) -> None:
        """Make every question of a job's life to the outside two moments."""
        self.watch_storage(world)
        self._wrap(world.service, "submit", "fetch_task", "download_result")
        self._wrap(world.chat, "post_result", "post_failure", "post_notice")

    def watch_storage(self, world: World) -> None:
        """Make every question of a job's life to what is stored two moments."""
        self._wrap(world.jobs, "read", "change", "end_life")
        self._wrap(world.media, "adopt")
        self._wrap(world.rules, "read_rules")

    def _wrap(self, fake: object, *names: str) -> None:
        for name in names:
            setattr(fake, name, self._around(getattr(fake, name)))

    def _around(self, call: Callable[Params, Awaitable[Result]]) -> Callable[Params, Awaitable[Result]]:
        async def watched(*args: Params.args, **kwargs: Params.kwargs) -> Result:
            self._pass_moment()
            result = await call(*args, **kwargs)
            self._pass_moment()
            return result

        return watched

    def _pass_moment(self) -> None:
        task = asyncio.current_task()
        # A video is posted by a task of its own while it is being stored.
        if task is None or not (task.get_name() == VICTIM or task.get_name().startswith("post ")):
            return
        self._moments_left -= 1
        if self._moments_left == 0:
            raise self._error
