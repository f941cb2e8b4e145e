"""Looks for orders of operators and sees each through, for as long as the bot runs."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime

from bot.errors import BotError, ServiceFailed
from bot.messages import operations as sentences
from bot.operations.desk import OperatorDesk
from bot.operations.order import Order, OrderStore

logger = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 2.0


class Clerk:
    """Brings orders from the store to the desk and answers back."""

    def __init__(self, orders: OrderStore, *, desk: OperatorDesk, clock: Callable[[], datetime]) -> None:
        """Keep the collaborators."""
        self._orders = orders
        self._desk = desk
        self._clock = clock

    async def work_off(self) -> int:
        """Carry out all waiting orders; return how many there were."""
        count = 0
        while (order := await self._orders.take(now=self._clock())) is not None:
            await self._orders.answer(order.id, await self._see_to(order))
            count += 1
        return count

    async def _see_to(self, order: Order) -> str:
        logger.info("An operator ordered: %s", order.verb, extra={"job_id": order.job_id, "order_id": order.id})
        try:
            return await self._desk.obey(order)
        except BotError as error:
            return error.sentence
        except Exception:
            # The outermost edge of an order: the operator must hear of it, and the next one must come through.
            logger.exception("An order broke", extra={"job_id": order.job_id, "order_id": order.id})
            return sentences.order_broke(order.id)


async def keep_working(clerk: Clerk, *, look_every_seconds: float = LOOK_EVERY_SECONDS) -> None:
    """Look for orders again and again, for ever."""
    while True:
        try:
            await clerk.work_off()
        except ServiceFailed as error:
            logger.warning("Orders could not be read: %s", error.code)
        await asyncio.sleep(look_every_seconds)
