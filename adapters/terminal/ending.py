"""How a call of the command ends: as words for a person, as JSON for a script, as an exit code for both."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from bot.errors import BotError, RequestRefused
from bot.job.job import Charge, Job, JobState
from bot.messages import card as card_sentences
from bot.messages import terminal as sentences


class Verdict(StrEnum):
    """What became of a call."""

    DONE = "done"
    #: Nothing was stored, sent or charged.
    REFUSED = "refused"
    FAILED = "failed"
    #: The service may have the job and may have charged for it.
    UNCLEAR = "unclear"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    #: The video is there and could not be written to its place.
    UNDELIVERED = "undelivered"
    #: Left while the job was on its way.
    INTERRUPTED = "interrupted"


EXIT_CODES: Mapping[Verdict, int] = MappingProxyType(
    {
        Verdict.DONE: 0,
        Verdict.REFUSED: 2,
        Verdict.FAILED: 3,
        Verdict.UNDELIVERED: 3,
        Verdict.UNCLEAR: 4,
        Verdict.EXPIRED: 4,
        Verdict.CANCELLED: 130,
        Verdict.INTERRUPTED: 130,
    }
)
_VERDICTS: Mapping[JobState, Verdict] = MappingProxyType(
    {
        JobState.DONE: Verdict.DONE,
        JobState.FAILED: Verdict.FAILED,
        JobState.UNCLEAR: Verdict.UNCLEAR,
        JobState.EXPIRED: Verdict.EXPIRED,
        JobState.CANCELLED: Verdict.CANCELLED,
    }
)


@dataclass(frozen=True, kw_only=True)
class Ending:
    """The end of one call."""

    verdict: Verdict
    #: What a person reads; never empty unless there is a video.
    sentence: str = ""
    #: The job as it stands, where there is one.
    job: Job | None = None
    #: The option at fault, where a request was refused because of one.
    option: str | None = None

    @property
    def exit_code(self) -> int:
        """Return what the process tells its caller."""
        return EXIT_CODES[self.verdict]

    @property
    def path(self) -> str | None:
        """Return where the video is."""
        return self.job.result_message_id if self.job is not None and self.verdict is Verdict.DONE else None

    @property
    def keeps_job(self) -> bool:
        """Tell whether what is stored of the job is still needed to take it up again."""
        return self.verdict in {Verdict.UNCLEAR, Verdict.UNDELIVERED, Verdict.INTERRUPTED}

    def build_json(self) -> str:
        """Return the one object that scripts read; every key is always there."""
        job = self.job
        video = job.video if job is not None else None
        return json.dumps(
            {
                "job_id": job.id if job is not None else None,
                "state": self.verdict.value,
                "path": self.path,
                "cost": None if job is None and self.verdict is not Verdict.REFUSED else _find_cost(job),
                "seconds": _find_seconds(job),
                "video": video.model_dump(exclude={"key", "poster_key"}) if video is not None else None,
                "notes": job.notes if job is not None else (),
                "error": {"message": self.sentence, "option": self.option} if self.sentence else None,
            },
            ensure_ascii=False,
        )


def end_with(error: BotError) -> Ending:
    """Return the ending that an error leads to; before a job exists nothing was charged."""
    if isinstance(error, RequestRefused):
        return Ending(verdict=Verdict.REFUSED, sentence=error.sentence, option=error.option)
    return Ending(verdict=Verdict.FAILED, sentence=error.sentence)


def end_job(job: Job) -> Ending:
    """Return the ending that a job's state means."""
    verdict = _VERDICTS.get(job.state, Verdict.INTERRUPTED)
    return Ending(verdict=verdict, sentence=_explain(job, verdict), job=job)


def _explain(job: Job, verdict: Verdict) -> str:
    """Say why there is no video and what it cost; nothing where there is one."""
    if verdict is Verdict.DONE:
        return ""
    if verdict is Verdict.UNCLEAR:
        return sentences.unclear(job.id)
    if verdict is Verdict.INTERRUPTED:
        return sentences.interrupted(job.id)
    if job.failure is None:
        return card_sentences.failed()
    charge = () if job.price.credits is None else (card_sentences.charge_note(job.failure.charge),)
    return " ".join(part for part in (job.failure.sentence, *charge) if part)


def _find_cost(job: Job | None) -> float | None:
    """Return the credits that a call cost, or None where nobody knows."""
    if job is None or job.price.credits is None:
        return 0
    charge = job.failure.charge if job.failure is not None else Charge.CHARGED
    if not job.state.is_final or charge is Charge.UNKNOWN:
        return None
    return job.price.credits if charge is Charge.CHARGED else 0


def _find_seconds(job: Job | None) -> float | None:
    if job is None or job.finished_at is None:
        return None
    return round((job.finished_at - job.created_at).total_seconds(), 1)
