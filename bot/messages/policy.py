"""Sentences about budgets: what a video costs, what is left, and when there is more."""

from datetime import datetime


def budget_left(left: float, *, limit: float, renews_at: datetime, is_personal: bool) -> str:
    """Say what may still be spent."""
    whose = "You have" if is_personal else "This server has"
    return f"{whose} {_credits(left)} left of {_credits(limit)} until {_day(renews_at)}."


def budget_exceeded(wanted: float, *, left: float, renews_at: datetime, is_personal: bool) -> str:
    """Refuse what is too dear, and say what is not."""
    whose = "you have" if is_personal else "this server has"
    return (
        f"This video costs about {_credits(wanted)}, and {whose} {_credits(left)} left until {_day(renews_at)}. "
        "Ask for fewer seconds or a lower quality, or wait until then. This cost nothing."
    )


def no_budget() -> str:
    """Say that nothing is limited."""
    return "There is no limit to what you may spend here."


def _credits(amount: float) -> str:
    return "1 credit" if amount == 1 else f"{amount:,.10g} credits"


def _day(moment: datetime) -> str:
    return f"{moment.day} {moment:%B}"
