"""Orders of operators: given on the command line, carried out by the running bot, answered in a sentence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Verb(StrEnum):
    """What can be ordered; only a running bot can do these."""

    RETRY_POST = "retry-post"
    REQUERY = "requery"


@dataclass(frozen=True, kw_only=True)
class Order:
    """One thing that an operator wants done with one job."""

    id: str
    verb: Verb
    job_id: str
    ordered_at: datetime


class OrderStore(Protocol):
    """Carries orders to the running bot and answers back; an order survives both."""

    async def place(self, order: Order) -> None:
        """Store a new order."""

    async def take(self, *, now: datetime) -> Order | None:
        """Return the oldest order that nobody carries out, and keep it from others for a while; None without one."""

    async def answer(self, order_id: str, sentence: str) -> None:
        """Store what became of an order, which closes it."""

    async def read_answer(self, order_id: str) -> str | None:
        """Return what became of an order, or None as long as nobody knows."""


class JobFinder(Protocol):
    """Finds jobs by what operators know of them."""

    async def find_by_prefix(self, prefix: str) -> Sequence[str]:
        """Return the ids of at most two jobs that begin so."""
