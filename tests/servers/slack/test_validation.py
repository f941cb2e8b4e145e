"""Slack's documents catch what is wrong on either side."""

from pathlib import Path

import pytest

from tests.servers.slack.conftest import Asker
from tests.servers.slack.methods import ROWS, Method, Tier
from tests.servers.slack.records import Channel
from tests.servers.slack.server import LocalSlack, local_slack
from tests.servers.slack.validation import Documents, SpecificationViolated, Validation, read_documents

pytestmark = pytest.mark.skipif(read_documents() is None, reason="Slack's documents are not at hand")


async def test_unknown_argument_is_written_down(server: LocalSlack, ask: Asker, channel: Channel) -> None:
    await ask.post(channel, colour="red")

    assert server.violations == ["call chat.postMessage: the argument colour is not documented"]
    server.violations.clear()


async def test_missing_argument_is_written_down(server: LocalSlack, ask: Asker) -> None:
    await ask("users.info")

    assert server.violations == ["call users.info: the argument user is missing"]
    server.violations.clear()


async def test_violation_fails_the_block() -> None:
    with pytest.raises(SpecificationViolated, match="hello"):
        async with local_slack() as server:
            server.validation.check_answer(Method.AUTH_TEST, {"ok": True, "hello": 1})


def test_unknown_error_is_written_down() -> None:
    violations: list[str] = []
    Validation(violations).check_answer(Method.FILES_INFO, {"ok": False, "error": "bad_mood"})

    assert violations == ["answer files.info: the error bad_mood is not documented"]


def test_unknown_key_of_an_event_is_written_down() -> None:
    violations: list[str] = []
    Validation(violations).check_event({"event": {"type": "app_mention", "mood": "bad"}})

    assert violations == ["event app_mention: the key /event/mood was never recorded"]


def test_scopes_and_tiers_are_the_documented_ones() -> None:
    documents = read_documents()
    assert documents
    tiers = {"t1": Tier.ONE, "t2": Tier.TWO, "t3": Tier.THREE, "t4": Tier.FOUR, "t5": Tier.SPECIAL}
    asked_by_page = {method for method in Method if method.startswith("conversations.")}
    # The manual's list of tiers says 1 for it, and its own page 3; the smaller one is the one to live with.
    stricter = {Method.CONNECTIONS_OPEN}

    wrong = []
    for method, row in ROWS.items():
        reference = documents.find_method(method)
        if reference is None:
            continue
        scopes = set(reference["scope"].get("bot", ()))
        if not set(row.scopes) <= scopes or (scopes and not row.scopes and method not in asked_by_page):
            wrong.append(method)
        if tiers[reference["rate_limits"]] is not row.tier and method not in stricter:
            wrong.append(method)
    assert wrong == []


def test_nothing_is_checked_without_documents(tmp_path: Path) -> None:
    violations: list[str] = []
    Validation(violations, Documents(tmp_path)).check_answer(Method.AUTH_TEST, {"ok": True, "hello": 1})
    Validation(violations, None).check_arguments(Method.AUTH_TEST, ["hello"])

    assert violations == []
