"""Monthly budgets: what an account may spend in a calendar month, and what is left of it. Pure; months are UTC."""

from dataclasses import dataclass
from datetime import UTC, datetime

from bot.errors import RequestRefused
from bot.messages import policy as sentences
from bot.policy.ledger import UNITS_PER_CREDIT, Account, AccountKind

_MONTHS = 12


@dataclass(frozen=True, kw_only=True)
class Budget:
    """What one account may spend between two moments."""

    account: Account
    limit_units: int
    begins_at: datetime
    renews_at: datetime

    def require(self, wanted_units: int, *, spent_units: int) -> None:
        """Raise `RequestRefused`, saying what is left, when a job costs more than that."""
        if spent_units + wanted_units > self.limit_units:
            left = Allowance(budget=self, spent_units=spent_units)
            raise RequestRefused(left.refuse(wanted_units))


@dataclass(frozen=True, kw_only=True)
class Allowance:
    """A budget and what was spent of it, reservations included."""

    budget: Budget
    spent_units: int

    @property
    def left_credits(self) -> float:
        """Return what may still be spent; a budget that was lowered meanwhile leaves nothing, not less."""
        return max(self.budget.limit_units - self.spent_units, 0) / UNITS_PER_CREDIT

    @property
    def limit_credits(self) -> float:
        """Return what may be spent in the whole month."""
        return self.budget.limit_units / UNITS_PER_CREDIT

    @property
    def is_personal(self) -> bool:
        """Tell whether it is a person's own; otherwise everybody on a server shares it."""
        return self.budget.account.kind is AccountKind.PERSON

    def describe(self) -> str:
        """Say what is left and when there is more."""
        return sentences.budget_left(
            self.left_credits, limit=self.limit_credits, renews_at=self.budget.renews_at, is_personal=self.is_personal
        )

    def refuse(self, wanted_units: int) -> str:
        """Say that a job costs more than what is left."""
        return sentences.budget_exceeded(
            wanted_units / UNITS_PER_CREDIT,
            left=self.left_credits,
            renews_at=self.budget.renews_at,
            is_personal=self.is_personal,
        )


def build_monthly_budget(account: Account, *, limit_units: int, now: datetime) -> Budget:
    """Return the budget of the calendar month around `now`."""
    begins_at = begin_month(now)
    return Budget(account=account, limit_units=limit_units, begins_at=begins_at, renews_at=_begin_next_month(begins_at))


def begin_month(now: datetime) -> datetime:
    """Return the first moment of a month."""
    return now.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def _begin_next_month(begins_at: datetime) -> datetime:
    if begins_at.month == _MONTHS:
        return begins_at.replace(year=begins_at.year + 1, month=1)
    return begins_at.replace(month=begins_at.month + 1)
