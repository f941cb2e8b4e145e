"""The campaign as CI runs it; `make soak` runs the long ones."""

import asyncio
import re
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from bot.job.job import Job, JobState, Price
from bot.request.generation_request import GenerationRequest, RequestOptions
from tests.contracts.samples import build_job
from tests.end_to_end.books import Books, find_untold
from tests.end_to_end.campaign import run_campaign
from tests.end_to_end.plan import Plan
from tests.end_to_end.stage import SeenCard
from tests.end_to_end.test_operations import read_lines

_KILLS = 20
#: Words of the prompts, the key of the video service, tokens of Discord and Slack, tickets and signatures.
_PRIVATE = re.compile(
    r"take (web|slack|discord)|\bsk-|[\w-]{23,28}\.[\w-]{6,7}\.[\w-]{27,}|\bx(ox[a-z]|app)-|(ticket|signature)=[^*]"
)
#: At DEBUG these write down what people say.
_LIBRARIES = ("slack_bolt", "flipbook", "discord", "aiohttp", "psycopg", "dbos")


@pytest.mark.timeout(1800)
async def test_after_twenty_kills_among_faults_the_books_balance(tmp_path: Path) -> None:
    outcome = await run_campaign(Plan(kills=_KILLS, environment={"FLIPBOOK_LOG_LEVEL": "DEBUG"}), tmp_path)
    sys.stdout.write(f"\n{outcome.figures.describe()}\n")
    log, secret = await asyncio.to_thread(read_log_and_secret, tmp_path)

    assert outcome.books.find_errors() == []
    assert outcome.figures.tasks >= _KILLS // 4
    assert outcome.exit_code == 0
    assert _PRIVATE.search(log) is None
    assert secret.hex() not in log
    assert not any(line.get("level") == "debug" for line in read_lines(log) if line["logger"].startswith(_LIBRARIES))


def read_log_and_secret(folder: Path) -> tuple[str, bytes]:
    return (folder / "data.log").read_text(encoding="utf-8"), (folder / "data" / "secret.key").read_bytes()


BALANCED = Books(
    promised=frozenset({"take web1"}),
    jobs={"take web1": replace(build_job("a"), state=JobState.DONE, price=Price(credits=16.2))},
    tasks={"take web1": 1},
    cards=(SeenCard(words="take web1", headline="Done in 5 s", text="", handle=None),),
    results={"take web1": 1},
    spent_credits=16.2,
    expected_credits=16.2,
    reserved_units=162_000,
    settled_units=162_000,
)


def test_books_that_balance_have_no_errors() -> None:
    assert BALANCED.find_errors() == []


def test_books_may_hold_what_a_second_try_in_doubt_reserved() -> None:
    books = replace(BALANCED, reserved_units=324_000, settled_units=324_000, tried_again_units=162_000)

    assert books.find_errors() == []


@pytest.mark.parametrize(
    "changes",
    [
        {"promised": frozenset({"take web2"})},
        {"tasks": {}},
        {"tasks": {"take web1": 2}, "spent_credits": 32.4},
        {"tasks": {"take web1": 1, "take web2": 1}},
        {"results": {}},
        {"results": {"take web1": 2}},
        {"news": {"No video.": 2}},
        {"cards": ()},
        {"cards": (*BALANCED.cards, *BALANCED.cards)},
        {"cards": (replace(BALANCED.cards[0], headline="Rendering"),)},
        {"jobs": {"take web1": replace(build_job("a"), state=JobState.RENDERING)}},
        {"jobs": {"take web1": replace(build_job("a"), state=JobState.FAILED)}},
        {"settled_units": 0},
        {"settled_units": 0, "released_units": 162_000},
        {"reserved_units": 324_000, "settled_units": 324_000},
        {"running_units": 162_000},
    ],
)
def test_whatever_was_lost_or_doubled_shows_in_the_books(changes: dict[str, object]) -> None:
    assert replace(BALANCED, **changes).find_errors()  # type: ignore[arg-type] # each case names real fields


def test_a_doubled_card_is_called_that_and_nothing_else() -> None:
    books = replace(BALANCED, cards=(*BALANCED.cards, replace(BALANCED.cards[0], headline="Queued")))

    assert books.find_errors() == ["take web1: 2 cards, which say ['Done in 5 s', 'Queued']"]


@pytest.mark.parametrize(
    ("states", "told", "untold"),
    [
        ((JobState.DONE, JobState.DONE), (1, 2), set()),
        ((JobState.DONE, JobState.DONE), (1, 1), {2}),
        ((JobState.DONE, JobState.DONE), (1, 1, 2), set()),
        ((JobState.DONE, JobState.RENDERING), (1, 2), {2}),
    ],
    ids=["all", "one twice", "all and one twice", "one not ended"],
)
def test_a_doubled_card_hides_no_missing_one(
    states: tuple[JobState, ...], told: tuple[int, ...], untold: set[int]
) -> None:
    jobs = [_build_job(number, state) for number, state in enumerate(states, start=1)]
    cards = [replace(BALANCED.cards[0], words=f"take web{number}") for number in told]

    assert find_untold(jobs, cards=cards) == {f"take web{number}" for number in untold}


def _build_job(number: int, state: JobState) -> Job:
    options = RequestOptions(prompt=f"a ship, take web{number}")
    return build_job("a", request=GenerationRequest(options=options), state=state)
