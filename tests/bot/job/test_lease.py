import pytest

from bot.errors import ServiceBusy
from bot.job.lease import ProcessLease
from tests.fakes.process_register import MemoryProcessRegister


class Clock:
    """Seconds that tests turn on."""

    def __init__(self) -> None:
        self.now = 100.0

    def read(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def register() -> MemoryProcessRegister:
    return MemoryProcessRegister()


@pytest.fixture
def lease(register: MemoryProcessRegister, clock: Clock) -> ProcessLease:
    return ProcessLease(register, read_clock=clock.read)


def test_there_is_no_lease_before_it_was_taken(lease: ProcessLease) -> None:
    with pytest.raises(ServiceBusy):
        lease.require()


async def test_a_lease_lasts_as_long_as_the_others_wait(lease: ProcessLease, clock: Clock) -> None:
    await lease.take()
    clock.now += 2.9
    lease.require()
    clock.now += 0.2

    with pytest.raises(ServiceBusy):
        lease.require()


async def test_a_renewed_lease_lasts_longer(lease: ProcessLease, clock: Clock) -> None:
    await lease.take()
    clock.now += 2.0
    is_renewed = await lease.renew()
    clock.now += 2.0
    lease.require()

    assert is_renewed


async def test_a_process_that_was_frozen_knows_it_before_anybody_tells_it(lease: ProcessLease, clock: Clock) -> None:
    await lease.take()
    clock.now += 3600

    with pytest.raises(ServiceBusy):
        lease.require()


async def test_a_lease_that_the_server_ended_cannot_be_renewed(
    lease: ProcessLease, register: MemoryProcessRegister
) -> None:
    await lease.take()
    register.has_lease = False

    assert not await lease.renew()


async def test_asks_for_a_lease_until_nobody_takes_its_jobs_over(
    lease: ProcessLease, register: MemoryProcessRegister
) -> None:
    register.refusals = 2
    await lease.take()
    lease.require()

    assert register.joined == 1
