"""Which budgets a job has to keep to, and what a person may still spend. The sums come from the ledger."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.job.job import Price, ReplyAddress, Requester
from bot.policy.budget import Allowance, Budget, build_monthly_budget
from bot.policy.ledger import Account, AccountKind, count_units
from bot.ports import Ledger


@dataclass(frozen=True, kw_only=True)
class MonthlyLimits:
    """Credits per calendar month; None means any number."""

    per_person: float | None = None
    per_server: float | None = None


class Budgets:
    """Knows the limits that an operator set."""

    def __init__(self, ledger: Ledger, *, limits: MonthlyLimits, clock: Callable[[], datetime]) -> None:
        """Keep the collaborators."""
        self._ledger = ledger
        self._limits = limits
        self._clock = clock

    def list_budgets(self, person: Requester, *, here: ReplyAddress) -> Sequence[Budget]:
        """Return the budgets that a job of this person in this place has to keep to."""
        now = self._clock()
        limited = (
            (Account(kind=AccountKind.PERSON, platform=person.platform, id=person.id), self._limits.per_person),
            (Account(kind=AccountKind.SERVER, platform=here.platform, id=here.tenant), self._limits.per_server),
        )
        return [
            build_monthly_budget(account, limit_units=count_units(limit), now=now)
            for account, limit in limited
            if limit is not None
        ]

    async def read_allowances(self, person: Requester, *, here: ReplyAddress) -> Sequence[Allowance]:
        """Return what a person may still spend in a place: none, one or two budgets, the person's own first."""
        return [
            Allowance(budget=budget, spent_units=await self._ledger.read_spent(budget.account, since=budget.begins_at))
            for budget in self.list_budgets(person, here=here)
        ]

    async def require(self, price: Price, person: Requester, *, here: ReplyAddress) -> None:
        """Raise `RequestRefused` when a job of this price is beyond a budget by now; nothing is reserved."""
        if price.credits is None:
            return
        for allowance in await self.read_allowances(person, here=here):
            allowance.budget.require(count_units(price.credits), spent_units=allowance.spent_units)
