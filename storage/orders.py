"""Orders of operators in the database. Carrying them out is the core's business."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, or_, select, update

from bot.operations.order import Order, Verb
from storage.database import Database
from storage.tables import jobs, operator_orders

#: Whoever took an order and has not answered for so long has died.
_TAKEN_FOR = timedelta(minutes=2)
_KEPT_FOR = timedelta(days=7)


class SqlOrderStore:
    """Keeps orders in the database."""

    def __init__(self, database: Database) -> None:
        """Use an open database."""
        self._database = database

    async def place(self, order: Order) -> None:
        """Store a new order; those of last week go."""
        row = {"id": order.id, "verb": order.verb, "job_id": order.job_id, "ordered_at": order.ordered_at}
        old = operator_orders.c.ordered_at < order.ordered_at - _KEPT_FOR

        def write(connection: Connection) -> None:
            connection.execute(delete(operator_orders).where(old))
            connection.execute(insert(operator_orders).values(row))

        await self._database.write(write)

    async def take(self, *, now: datetime) -> Order | None:
        """Return the oldest order that nobody carries out, and keep it from others for a while; None without one."""
        columns = operator_orders.c
        is_free = or_(columns.taken_at.is_(None), columns.taken_at < now - _TAKEN_FOR)
        waiting = select(columns.id).where(columns.answer.is_(None), is_free).order_by(columns.ordered_at).limit(1)
        # Most looks find nothing, and readers are in nobody's way.
        if await self._database.read(lambda connection: connection.execute(waiting).first()) is None:
            return None
        first = waiting.with_for_update(skip_locked=True).scalar_subquery()
        statement = update(operator_orders).where(columns.id == first).values(taken_at=now).returning(operator_orders)
        row = await self._database.write(lambda connection: connection.execute(statement).mappings().one_or_none())
        if row is None:
            return None
        return Order(id=row["id"], verb=Verb(row["verb"]), job_id=row["job_id"], ordered_at=row["ordered_at"])

    async def answer(self, order_id: str, sentence: str) -> None:
        """Store what became of an order, which closes it."""
        statement = update(operator_orders).where(operator_orders.c.id == order_id).values(answer=sentence)
        await self._database.write(lambda connection: connection.execute(statement))

    async def read_answer(self, order_id: str) -> str | None:
        """Return what became of an order, or None as long as nobody knows."""
        query = select(operator_orders.c.answer).where(operator_orders.c.id == order_id)
        return await self._database.read(lambda connection: connection.execute(query).scalar_one_or_none())

    async def find_by_prefix(self, prefix: str) -> Sequence[str]:
        """Return the ids of at most two jobs that begin so."""
        query = select(jobs.c.id).where(jobs.c.id.startswith(prefix, autoescape=True)).order_by(jobs.c.id).limit(2)
        return await self._database.read(lambda connection: connection.execute(query).scalars().all())
