"""What every store of operators' orders does."""

import asyncio
from datetime import timedelta

import pytest

from bot.operations.order import Order, OrderStore, Verb
from storage.database import Database
from storage.orders import SqlOrderStore
from tests.contracts.samples import NOON, after_noon
from tests.fakes.orders import MemoryOrderStore


@pytest.fixture
def order_store(database: Database | None) -> OrderStore:
    return SqlOrderStore(database) if database else MemoryOrderStore()


def build_order(order_id: str, seconds: float = 0) -> Order:
    return Order(id=order_id, verb=Verb.REQUERY, job_id="a" * 24, ordered_at=after_noon(seconds))


async def test_orders_are_taken_oldest_first_and_once(order_store: OrderStore) -> None:
    for order in (build_order("b", 2), build_order("a", 1)):
        await order_store.place(order)

    taken = [await order_store.take(now=NOON) for _ in range(3)]

    assert taken == [build_order("a", 1), build_order("b", 2), None]


async def test_an_answer_closes_an_order(order_store: OrderStore) -> None:
    await order_store.place(build_order("a"))
    before = await order_store.read_answer("a")
    await order_store.answer("a", "Done.")

    assert (before, await order_store.read_answer("a")) == (None, "Done.")
    assert await order_store.take(now=NOON) is None


async def test_what_a_dead_process_took_is_taken_again(order_store: OrderStore) -> None:
    await order_store.place(build_order("a"))
    await order_store.take(now=NOON)

    assert await order_store.take(now=NOON + timedelta(seconds=100)) is None
    assert await order_store.take(now=NOON + timedelta(seconds=200)) == build_order("a")


async def test_an_order_goes_to_one_of_those_who_look_at_once(order_store: OrderStore) -> None:
    await order_store.place(build_order("a"))

    taken = await asyncio.gather(*(order_store.take(now=NOON) for _ in range(4)))

    assert sorted(taken, key=str) == [None, None, None, build_order("a")]


async def test_an_unknown_order_has_no_answer(order_store: OrderStore) -> None:
    assert await order_store.read_answer("nobody") is None
