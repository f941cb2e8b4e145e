import logging

import pytest

from adapters.slack.event_gate import EventGate
from adapters.slack.occasion import Occasion
from bot.errors import ServiceBusy


class Claims:
    """Claims of several processes in memory."""

    def __init__(self) -> None:
        self.owners: dict[str, str] = {}

    def build_gate(self, process: str) -> EventGate:
        async def claim(name: str) -> bool:
            return self.owners.setdefault(name, process) == process

        return EventGate(claim)


def build_occasion(event_id: str) -> Occasion:
    return Occasion(team_id="T1", user_id="U1", event_id=event_id)


async def test_one_process_alone_answers_everything() -> None:
    gate, occasion = EventGate(), build_occasion("T1:a")

    assert [await gate.may_answer(occasion), await gate.may_answer(occasion)] == [True, True]


async def test_of_two_processes_the_first_answers_a_deed() -> None:
    claims = Claims()
    first, second = claims.build_gate("first"), claims.build_gate("second")

    answers = [await gate.may_answer(build_occasion("T1:a")) for gate in (first, second, first)]

    assert answers == [True, False, True]
    assert await second.may_answer(build_occasion("T1:b"))


async def test_deeds_in_slack_are_told_apart_from_those_elsewhere() -> None:
    claims = Claims()

    await claims.build_gate("first").may_answer(build_occasion("T1:a"))

    assert list(claims.owners) == ["slack:T1:a"]


async def test_without_the_store_somebody_answers(caplog: pytest.LogCaptureFixture) -> None:
    async def fail(_name: str) -> bool:
        sentence = "The database is away."
        raise ServiceBusy(sentence, code="storage_busy")

    with caplog.at_level(logging.WARNING):
        answers = await EventGate(fail).may_answer(build_occasion("T1:a"))

    assert answers
    assert "storage_busy" in caplog.text
