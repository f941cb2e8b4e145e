from datetime import UTC, datetime, timedelta, timezone

import pytest

from bot.errors import RequestRefused
from bot.policy.budget import Allowance, Budget, build_monthly_budget
from bot.policy.ledger import Account, AccountKind

ADA = Account(kind=AccountKind.PERSON, platform="web", id="u1")
GUILD = Account(kind=AccountKind.SERVER, platform="discord", id="s1")
NOON = datetime(2026, 3, 29, 12, tzinfo=UTC)


def build_budget(limit_units: int = 1_000_000, account: Account = ADA, now: datetime = NOON) -> Budget:
    return build_monthly_budget(account, limit_units=limit_units, now=now)


@pytest.mark.parametrize(
    ("now", "begins_at", "renews_at"),
    [
        (NOON, datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)),
        (
            datetime(2026, 12, 31, 23, 59, tzinfo=UTC),
            datetime(2026, 12, 1, tzinfo=UTC),
            datetime(2027, 1, 1, tzinfo=UTC),
        ),
        (datetime(2027, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC), datetime(2027, 2, 1, tzinfo=UTC)),
        (
            datetime(2026, 4, 1, 1, tzinfo=timezone(timedelta(hours=2))),
            datetime(2026, 3, 1, tzinfo=UTC),
            datetime(2026, 4, 1, tzinfo=UTC),
        ),
    ],
)
def test_a_budget_lasts_for_a_calendar_month(now: datetime, begins_at: datetime, renews_at: datetime) -> None:
    budget = build_budget(now=now)

    assert (budget.begins_at, budget.renews_at) == (begins_at, renews_at)


@pytest.mark.parametrize("spent_units", [0, 999_999])
def test_what_fits_is_let_through(spent_units: int) -> None:
    build_budget().require(1_000_000 - spent_units, spent_units=spent_units)


@pytest.mark.parametrize(
    ("account", "sentence"),
    [
        (ADA, "This video costs about 27 credits, and you have 12.5 credits left until 1 April."),
        (GUILD, "This video costs about 27 credits, and this server has 12.5 credits left until 1 April."),
    ],
)
def test_a_refusal_says_what_is_left_and_when_there_is_more(account: Account, sentence: str) -> None:
    with pytest.raises(RequestRefused) as caught:
        build_budget(account=account).require(270_000, spent_units=875_000)

    assert caught.value.sentence.startswith(sentence)


def test_a_budget_that_was_lowered_leaves_nothing() -> None:
    assert Allowance(budget=build_budget(10_000), spent_units=20_000).left_credits == 0


def test_an_allowance_says_what_is_left() -> None:
    assert Allowance(budget=build_budget(), spent_units=990_000).describe() == (
        "You have 1 credit left of 100 credits until 1 April."
    )
