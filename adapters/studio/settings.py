"""Everything that can be set about a studio. Reading the environment does not belong here."""

import os
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Self

from pydantic import SecretStr

HOUR_SECONDS = 3600
DAY_SECONDS = 24 * HOUR_SECONDS
MEBIBYTE = 1024 * 1024


class Generation(StrEnum):
    """Which generation of the documented API the studio answers as."""

    #: Accepts what any generation accepts.
    SUPERSET = "superset"
    #: February 2026: `aspect_ratio`, integer element ids, a last frame alone, no 4k, errors with integer codes.
    A = "a"
    #: Since April 2026: `image_start` required, string element ids, 4k, `aspect_ratio` not read.
    C = "c"


class CreditUnit(StrEnum):
    """The unit of `credits_reserved`: the documentation's examples disagree about it."""

    CREDITS = "credits"
    #: Micro-units; 10 000 of them are one credit.
    UC = "uc"


@dataclass(frozen=True, kw_only=True)
class StudioKey:
    """A bearer key and the balance it starts with."""

    token: SecretStr
    #: In credits; None never runs dry.
    start_credits: float | None = None


@dataclass(frozen=True, kw_only=True)
class StudioLimits:
    """How much one studio takes on."""

    #: Unfinished tasks of one key, and of all keys.
    queued_per_key: int = 500
    queued_in_all: int = 5000
    submissions_per_minute: int = 600
    #: Every other call with a key.
    calls_per_minute: int = 6000
    files_per_key: int = 2000
    upload_bytes: int = 20 * MEBIBYTE
    #: Checking one picture that takes longer is ended: an honest one takes a second, others are made to take for ever.
    picture_seconds: float = 4.5
    #: A render that takes longer is ended and its task fails.
    render_seconds: float = 1800.0


@dataclass(frozen=True, kw_only=True)
class StudioLifetimes:
    """How long the studio keeps what it made or was given, in seconds."""

    result_seconds: float = DAY_SECONDS
    upload_seconds: float = 3 * DAY_SECONDS
    #: After this a task is unknown; what it cost stays spent.
    task_seconds: float = 30 * DAY_SECONDS
    sweep_every_seconds: float = 60.0

    @classmethod
    def all_alike(cls, seconds: float) -> Self:
        """Return lifetimes that keep everything for the same time."""
        return cls(result_seconds=seconds, upload_seconds=seconds, task_seconds=seconds)


def _default_keys() -> tuple[StudioKey, ...]:
    return (StudioKey(token=SecretStr("sk-studio")),)


@dataclass(frozen=True, kw_only=True)
class StudioSettings:
    """One studio: where it listens, who may call it, how it behaves."""

    data_dir: Path
    host: str = "127.0.0.1"
    #: 0 takes any free port.
    port: int = 0
    #: Base of the links it hands out; None uses the address each caller called.
    public_url: str | None = None
    keys: tuple[StudioKey, ...] = field(default_factory=_default_keys)
    #: Render processes; never more than there are cores.
    workers: int = field(default_factory=lambda: os.cpu_count() or 1)
    limits: StudioLimits = field(default_factory=StudioLimits)
    lifetimes: StudioLifetimes = field(default_factory=StudioLifetimes)
    #: For tests only: lets callbacks and fetched pictures use http and private addresses.
    allow_insecure_callbacks: bool = False
    #: Pauses before the second, third and fourth attempt of a callback.
    callback_retry_seconds: tuple[float, ...] = (1.0, 2.0, 4.0)
    generation: Generation = Generation.SUPERSET
    credit_unit: CreditUnit = CreditUnit.CREDITS
    #: Draw the small mark that says the video is an animatic.
    animatic_mark: bool = True
