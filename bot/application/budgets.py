"""The budgets that the operator set."""

from collections.abc import Callable
from datetime import datetime

from bot.policy.budgets import Budgets, MonthlyLimits
from bot.ports import Ledger
from bot.settings import Settings


def build_budgets(settings: Settings, *, ledger: Ledger, clock: Callable[[], datetime]) -> Budgets:
    """Return the budgets of people and servers."""
    limits = MonthlyLimits(
        per_person=settings.monthly_credits_per_person, per_server=settings.monthly_credits_per_server
    )
    return Budgets(ledger, limits=limits, clock=clock)
