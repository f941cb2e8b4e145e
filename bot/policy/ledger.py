"""The books as values: who a job is charged to, what was reserved for it, and what became of that.

Reserved is always the sum of settled, released and what still runs: an entry is made together with its job, and closed
together with the job's last move. A job in doubt that is handed over anew reserves its price once more, since the
service may charge for both.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Self

from bot.job.job import Charge, Job, JobState

#: Credits are counted in ten-thousandths, so that sums are exact.
UNITS_PER_CREDIT = 10_000


class AccountKind(StrEnum):
    """Whose budget it is."""

    PERSON = "person"
    SERVER = "server"


@dataclass(frozen=True, kw_only=True)
class Account:
    """One person, or one server or workspace, as its platform knows it."""

    kind: AccountKind
    platform: str
    #: Empty for a server where the platform has none: direct messages count together as one.
    id: str


@dataclass(frozen=True, kw_only=True)
class LedgerEntry:
    """What was reserved for one job and what became of it."""

    job_id: str
    person: Account
    server: Account
    reserved_units: int
    reserved_at: datetime
    settled_units: int = 0
    released_units: int = 0
    #: When the job ended; None while it runs.
    closed_at: datetime | None = None
    #: When an operator gave back what had been settled.
    refunded_at: datetime | None = None

    @classmethod
    def of(cls, job: Job) -> Self:
        """Return the reservation for a job that was just accepted."""
        return cls(
            job_id=job.id,
            person=Account(kind=AccountKind.PERSON, platform=job.requester.platform, id=job.requester.id),
            server=Account(kind=AccountKind.SERVER, platform=job.address.platform, id=job.address.tenant),
            reserved_units=count_units(job.price.credits),
            reserved_at=job.created_at,
        )


@dataclass(frozen=True, kw_only=True)
class Books:
    """All entries summed up, in units."""

    reserved: int = 0
    settled: int = 0
    released: int = 0
    #: Reserved for jobs that have not ended.
    running: int = 0

    @property
    def is_balanced(self) -> bool:
        """Tell whether everything that was reserved is accounted for."""
        return self.reserved == self.settled + self.released + self.running


def count_units(credits_asked: float | None) -> int:
    """Return a price in units; what costs nothing is 0."""
    return round((credits_asked or 0) * UNITS_PER_CREDIT)


def is_tried_again(before: Job, after: Job) -> bool:
    """Tell whether a job in doubt was handed over anew, so that the service may charge for it twice."""
    return before.state is JobState.UNCLEAR and after.state is JobState.SUBMITTING


def count_released(job: Job) -> int:
    """Return in units what an ended job gives back: its price at most, as what earlier attempts may cost stays."""
    return 0 if is_charged(job) else count_units(job.price.credits)


def is_charged(job: Job) -> bool:
    """Tell whether an ended job counts as paid for; whoever is in doubt counts it until an operator gives it back."""
    if job.state is JobState.DONE or job.failure is None:
        return True
    return job.failure.charge is not Charge.NOT_CHARGED
