"""An honest store of orders in memory: same answers as the real one, gone with the process."""

from datetime import datetime, timedelta

from bot.operations.order import Order

_TAKEN_FOR = timedelta(minutes=2)


class MemoryOrderStore:
    """Keeps orders in dictionaries."""

    def __init__(self) -> None:
        self.orders: dict[str, Order] = {}
        self.taken_at: dict[str, datetime] = {}
        self.answers: dict[str, str] = {}

    async def place(self, order: Order) -> None:
        self.orders[order.id] = order

    async def take(self, *, now: datetime) -> Order | None:
        for order in sorted(self.orders.values(), key=lambda one: one.ordered_at):
            taken_at = self.taken_at.get(order.id)
            if order.id not in self.answers and (taken_at is None or taken_at < now - _TAKEN_FOR):
                self.taken_at[order.id] = now
                return order
        return None

    async def answer(self, order_id: str, sentence: str) -> None:
        self.answers[order_id] = sentence

    async def read_answer(self, order_id: str) -> str | None:
        return self.answers.get(order_id)
