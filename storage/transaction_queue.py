"""A thread for short transactions: whatever waits for it shares the next one.

A commit waits for the disk, and a thread's turn costs more than most statements; both are paid once for all who wait.
Which transactions those are, and what is done in them, is not known here.
"""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias, TypeVar

from sqlalchemy import Connection, Engine

from storage.failures import translated_database_errors

#: More than these wait for the transaction after, so that nobody's answer is far away.
_MOST_TOGETHER = 100

Found = TypeVar("Found")

#: Tells one who waits how it went; it is called on the loop.
_Answer: TypeAlias = Callable[[], None]


@dataclass(frozen=True, kw_only=True)
class _Wish:
    """What somebody waits for."""

    work: Callable[[Connection], _Answer]
    refuse: Callable[[BaseException], None]
    is_over: Callable[[], bool]


class TransactionQueue:
    """Runs the work of all who wait in one transaction, and answers them once it has ended.

    Where one of them raises, nothing of the transaction stays, and each is run again alone: so each of them rolls back
    alone too. Work may therefore run twice, and must leave nothing behind but what it writes there.
    """

    def __init__(self, engine: Engine, *, name: str) -> None:
        """Use one connection of `engine`, in a thread of our own that is called `name`."""
        self._engine = engine
        #: Kept open, since pages and statements that one connection remembers mean nothing to another.
        self._connection: Connection | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._waiting: list[_Wish] = []
        self._is_busy = False

    async def run(self, work: Callable[[Connection], Found]) -> Found:
        """Return what `work` found or did, once its transaction has ended; who is cancelled before does not run."""
        loop = asyncio.get_running_loop()
        outcome: asyncio.Future[Found] = loop.create_future()

        def run(connection: Connection) -> _Answer:
            return partial(outcome.set_result, work(connection))

        self._waiting.append(_Wish(work=run, refuse=outcome.set_exception, is_over=outcome.done))
        if not self._is_busy:
            self._is_busy = True
            # Whoever asks in the same turn of the loop comes along.
            loop.call_soon(self._begin_next)
        return await outcome

    def close(self) -> None:
        """Finish what has begun; blocks, so call it in a thread."""
        self._thread.shutdown(cancel_futures=True)
        if self._connection is not None:
            self._connection.close()

    def _begin_next(self) -> None:
        wishes = [wish for wish in self._waiting[:_MOST_TOGETHER] if not wish.is_over()]
        del self._waiting[:_MOST_TOGETHER]
        self._is_busy = bool(wishes or self._waiting)
        if not self._is_busy:
            return
        try:
            done = asyncio.get_running_loop().run_in_executor(self._thread, self._run_all, wishes)
        except RuntimeError as error:
            self._answer(wishes, [partial(wish.refuse, error) for wish in wishes])
        else:
            done.add_done_callback(partial(self._finish, wishes))

    def _finish(self, wishes: Sequence[_Wish], done: asyncio.Future[Sequence[_Answer]]) -> None:
        if done.cancelled():
            error = RuntimeError("the database was closed before it could be asked")
            self._answer(wishes, [partial(wish.refuse, error) for wish in wishes])
        else:
            self._answer(wishes, done.result())

    def _answer(self, wishes: Sequence[_Wish], answers: Sequence[_Answer]) -> None:
        for wish, answer in zip(wishes, answers, strict=True):
            if not wish.is_over():
                answer()
        self._begin_next()

    def _run_all(self, wishes: Sequence[_Wish]) -> Sequence[_Answer]:
        if len(wishes) > 1:
            # Whoever raised does so again, alone.
            with suppress(Exception):
                return self._run_together(wishes)
        return [self._run_alone(wish) for wish in wishes]

    def _run_together(self, wishes: Sequence[_Wish]) -> Sequence[_Answer]:
        with self._begin() as connection:
            return [wish.work(connection) for wish in wishes]

    def _run_alone(self, wish: _Wish) -> _Answer:
        try:
            with self._begin() as connection:
                return wish.work(connection)
        except BaseException as error:  # noqa: BLE001 - it is not swallowed: whoever asked gets it
            return partial(wish.refuse, error)

    @contextmanager
    def _begin(self) -> Iterator[Connection]:
        with translated_database_errors():
            connection = self._connection = self._connection or self._engine.connect()
            try:
                with connection.begin():
                    yield connection
            except BaseException:
                # Nobody knows how it was left.
                self._connection = None
                connection.close()
                raise
