"""The addresses that were sent for the frames of each job, where every process that may send it again finds them."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select

from bot.ports import FrameAddresses
from storage.database import Database
from storage.process_tables import submitted_frames

#: Far longer than a job is sent again, far shorter than an uploaded picture lives.
LIFETIME = timedelta(hours=24)


class SqlFrameMemory:
    """Keeps addresses in the database."""

    def __init__(self, database: Database, *, read_clock: Callable[[], datetime]) -> None:
        """Use an open database; `read_clock` returns the present in UTC."""
        self._database = database
        self._read_clock = read_clock

    async def read(self, job_id: str) -> FrameAddresses | None:
        """Return the addresses that were sent for a job, or None when there are none or they are too old."""
        return await self._database.read(lambda connection: self._find(connection, job_id))

    async def write(self, job_id: str, frames: FrameAddresses) -> FrameAddresses:
        """Store the addresses unless there are some already; return those that are stored."""
        now = self._read_clock()
        row = {"job_id": job_id, "first": frames.first, "last": frames.last, "written_at": now}

        def store(connection: Connection) -> FrameAddresses:
            connection.execute(delete(submitted_frames).where(submitted_frames.c.written_at <= now - LIFETIME))
            connection.execute(self._database.build_insert(submitted_frames).values(row))
            return self._find(connection, job_id) or frames

        return await self._database.write(store)

    def _find(self, connection: Connection, job_id: str) -> FrameAddresses | None:
        columns = submitted_frames.c
        query = select(columns.first, columns.last).where(
            columns.job_id == job_id, columns.written_at > self._read_clock() - LIFETIME
        )
        row = connection.execute(query).mappings().one_or_none()
        return None if row is None else FrameAddresses(first=row["first"], last=row["last"])
