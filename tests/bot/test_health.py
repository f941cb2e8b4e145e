import asyncio

import pytest

from bot.health import Health, Part


class Service:
    """Something that works until it is broken, and counts how often it is asked."""

    def __init__(self) -> None:
        self.works = True
        self.fault: Exception | None = None
        self.asked = 0

    async def probe(self) -> bool:
        self.asked += 1
        if self.fault is not None:
            raise self.fault
        return self.works


@pytest.fixture
def service() -> Service:
    return Service()


def build_health(service: Service, *, is_required: bool = True, fresh_seconds: float = 0) -> Health:
    return Health([Part(name="database", probe=service.probe, is_required=is_required, fresh_seconds=fresh_seconds)])


async def test_a_bot_whose_parts_work_is_ready(service: Service) -> None:
    found = await build_health(service).examine()

    assert (found.is_ready, found.parts) == (True, {"database": True})


@pytest.mark.parametrize(("is_required", "is_ready"), [(True, False), (False, True)])
async def test_only_what_is_required_keeps_orders_out(service: Service, *, is_required: bool, is_ready: bool) -> None:
    service.works = False

    found = await build_health(service, is_required=is_required).examine()

    assert (found.is_ready, found.parts) == (is_ready, {"database": False})


async def test_a_part_that_raises_does_not_work(service: Service) -> None:
    service.fault = ValueError("a secret")

    assert (await build_health(service).examine()).parts == {"database": False}


async def test_a_part_that_never_answers_does_not_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.health._PATIENCE_SECONDS", 0.01)

    async def hang() -> bool:
        return await asyncio.Event().wait()

    assert (await Health([Part(name="hangs", probe=hang)]).examine()).parts == {"hangs": False}


async def test_recovery_is_seen(service: Service) -> None:
    health = build_health(service)
    service.works = False
    before = await health.examine()
    service.works = True

    assert (before.is_ready, (await health.examine()).is_ready) == (False, True)


async def test_many_questions_at_once_ask_a_part_once(service: Service) -> None:
    health = build_health(service, fresh_seconds=60)
    await asyncio.gather(*(health.examine() for _ in range(20)))

    assert service.asked == 1
