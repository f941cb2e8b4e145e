import asyncio

from adapters.discord.event_gate import EventGate
from bot.errors import ServiceBusy


class Claims:
    """Claims of several processes in memory."""

    def __init__(self) -> None:
        self.owners: dict[str, str] = {}

    def build_gate(self, process: str) -> EventGate:
        async def claim(name: str) -> bool:
            return self.owners.setdefault(name, process) == process

        return EventGate(claim, courtesy_seconds=0.01)


async def test_one_process_alone_answers_everything() -> None:
    gate = EventGate()

    assert [await gate.may_answer(1), await gate.may_answer(1)] == [True, True]


async def test_of_two_processes_the_first_answers_an_event() -> None:
    claims = Claims()
    first, second = claims.build_gate("first"), claims.build_gate("second")

    answers = [await first.may_answer(1), await second.may_answer(1), await second.may_answer(2)]

    assert answers == [True, False, True]


async def test_without_the_store_somebody_answers() -> None:
    async def fail(_name: str) -> bool:
        sentence = "The database is away."
        raise ServiceBusy(sentence, code="storage_busy")

    assert await EventGate(fail).may_answer(1)


async def test_a_process_that_knows_less_lets_the_others_go_first() -> None:
    claims = Claims()
    knowing, ignorant = claims.build_gate("knowing"), claims.build_gate("ignorant")

    answers = await asyncio.gather(ignorant.may_answer(1, leaves_to_others=True), knowing.may_answer(1))

    assert list(answers) == [False, True]
