"""Signals between processes that share a PostgreSQL. They are hints: one that is lost costs time and nothing else."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager

import psycopg
from sqlalchemy import Connection, text

from bot.errors import ServiceFailed
from storage.database import Database, build_address

logger = logging.getLogger(__name__)

_CHANNEL = "flipbook"
#: More than so many unsent signals are dropped.
_MOST_UNSENT = 10_000
_FIRST_PAUSE_SECONDS = 1.0
_LONGEST_PAUSE_SECONDS = 30.0

Listener = Callable[[str], object]


class PostgresSignals:
    """Sends and hears signals, each a topic and what it is about; made by `open_signals`."""

    def __init__(self, database: Database, *, address: str) -> None:
        """Send through `database`; listen on a connection of its own."""
        self._database = database
        self._conninfo = build_address(address).set(drivername="postgresql").render_as_string(hide_password=False)
        self._unsent: dict[str, None] = {}
        self._has_unsent = asyncio.Event()
        self._listeners: dict[str, Listener] = {}

    def send(self, topic: str, subject: str) -> None:
        """Tell all other processes soon, and this one too."""
        if len(self._unsent) < _MOST_UNSENT:
            self._unsent[f"{topic} {subject}"] = None
            self._has_unsent.set()

    def subscribe(self, topic: str, listener: Listener) -> None:
        """Call `listener` with the subject of every signal of a topic."""
        self._listeners[topic] = listener

    async def keep_sending(self) -> None:
        """Send what waits, for ever; signals that are the same are sent once."""
        while True:
            await self._has_unsent.wait()
            self._has_unsent.clear()
            waiting, self._unsent = tuple(self._unsent), {}
            try:
                await self._send_all(waiting)
            except ServiceFailed as error:
                logger.info("Signals were lost: %s", error.code)

    async def keep_listening(self) -> None:
        """Hear signals, for ever, and connect again whenever the connection is lost."""
        pause = _FIRST_PAUSE_SECONDS
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(self._conninfo, autocommit=True) as connection:
                    await connection.execute(f"LISTEN {_CHANNEL}")
                    pause = _FIRST_PAUSE_SECONDS
                    async for heard in connection.notifies():
                        self._hear(heard.payload)
            except psycopg.OperationalError:
                logger.info("The line for signals was lost and is opened again")
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)

    async def _send_all(self, signals: Iterable[str]) -> None:
        def notify(connection: Connection) -> None:
            for payload in signals:
                connection.execute(text("SELECT pg_notify(:channel, :payload)"), _build_arguments(payload))

        await self._database.write(notify)

    def _hear(self, payload: str) -> None:
        topic, _, subject = payload.partition(" ")
        listener = self._listeners.get(topic)
        if listener is not None:
            listener(subject)


@asynccontextmanager
async def open_signals(database: Database, *, address: str) -> AsyncIterator[PostgresSignals]:
    """Lend the signals of a PostgreSQL until the block is left."""
    async with asyncio.TaskGroup() as tasks:
        signals = PostgresSignals(database, address=address)
        workers = [
            tasks.create_task(signals.keep_sending(), name="signals out"),
            tasks.create_task(signals.keep_listening(), name="signals in"),
        ]
        try:
            yield signals
        finally:
            for worker in workers:
                worker.cancel()


def _build_arguments(payload: str) -> dict[str, str]:
    return {"channel": _CHANNEL, "payload": payload}
