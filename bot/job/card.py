"""The card: the platform-free picture of a job that every chat adapter draws in its own way."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from bot.job.job import JobState, Requester, Video


class Action(StrEnum):
    """What a person can do with a job; adapters put verb and job id into their buttons."""

    CANCEL = "cancel"
    REROLL = "reroll"
    EDIT = "edit"
    CONTINUE = "continue"
    DELETE = "delete"
    CHECK_AGAIN = "check_again"
    TRY_AGAIN = "try_again"


class Tone(StrEnum):
    """How a card feels; colour only ever supports the words."""

    WAITING = "waiting"
    WORKING = "working"
    GOOD = "good"
    BAD = "bad"
    NEUTRAL = "neutral"


@dataclass(frozen=True, kw_only=True)
class Button:
    """One action with its label, already in words."""

    action: Action
    label: str


@dataclass(frozen=True, kw_only=True)
class Card:
    """Everything an adapter needs to draw one job; all texts are finished sentences."""

    job_id: str
    requester: Requester
    state: JobState
    tone: Tone
    #: The state in words, such as "Rendering, 40 %".
    headline: str
    #: The prompt, shortened; plain text that each adapter escapes.
    prompt: str
    #: "5 s · 720p · sound".
    options: str
    #: "Free preview" or "About 27 credits".
    cost: str
    #: Repairs, warnings and, when it failed, why.
    notes: tuple[str, ...]
    #: Real progress of the service, never a guess.
    percent: int | None
    started_at: datetime
    #: When it should be ready, where history or the service allow an estimate.
    ready_at: datetime | None
    finished_at: datetime | None
    #: Media keys of the first and last frame, each with its description.
    pictures: tuple[tuple[str, str], ...]
    buttons: tuple[Button, ...]
    #: The pictures are hidden until somebody asks to see them.
    is_spoiler: bool = False
    #: The pictures are shown only where nobody but adults may look.
    is_age_restricted: bool = False


@dataclass(frozen=True, kw_only=True)
class FreshVideo:
    """A video on its way into the media store: its bytes may be sent on, but nobody may see it before it is stored."""

    #: It stays there until the post was made or given up.
    file: Path
    #: Returns once it is stored; raises what speaks against showing it.
    wait_until_stored: Callable[[], Awaitable[None]]


@dataclass(frozen=True, kw_only=True)
class ResultPost:
    """The new message that brings a finished video and mentions who asked."""

    job_id: str
    #: The person to mention.
    requester: Requester
    #: The sentence after the mention.
    text: str
    video: Video
    #: Describes the video to people who cannot see it.
    alt_text: str
    #: "Free preview · 5 s · 1280 x 720".
    caption: str
    buttons: tuple[Button, ...]
    #: When the job was ordered; the result cannot have been posted before.
    ordered_at: datetime | None = None
    #: The message that shows the card, to which the result answers where the platform can say so.
    card_message_id: str | None = None
    #: The video is hidden until somebody asks to see it.
    is_spoiler: bool = False
    #: Besides its requester, the video is shown only where nobody but adults may look.
    is_age_restricted: bool = False
    #: An earlier try, or an earlier life of the bot, may have posted it without learning that it did.
    may_stand: bool = True
    #: Present while the video is not in the media store yet.
    fresh: FreshVideo | None = None

    async def wait_until_stored(self) -> None:
        """Return once people may see the video; every platform waits for this before it shows the post."""
        if self.fresh is not None:
            await self.fresh.wait_until_stored()


@dataclass(frozen=True, kw_only=True)
class FailurePost:
    """The new message that tells who asked that there is no video; it shows nothing of what they asked for."""

    #: Unique per end or doubt of a job; a platform never posts the same marker twice.
    marker: str
    job_id: str
    #: The person to mention.
    requester: Requester
    #: The sentence after the mention.
    text: str
    #: Why, and what it cost; sentences of our own.
    reason: str
    #: It cannot have been posted before this moment.
    since: datetime
    #: The message that shows the card, to which this one answers where the platform can say so.
    card_message_id: str | None = None

    @property
    def words(self) -> str:
        """Return all that it says after the mention."""
        return " ".join(filter(None, (self.text, self.reason)))


@dataclass(frozen=True, kw_only=True)
class Notice:
    """A post about somebody's job in a channel that asked to be told."""

    #: Unique per rule and job; a platform never posts the same marker twice.
    marker: str
    text: str
    job_id: str
    tone: Tone
    video: Video | None = None
    alt_text: str = ""
    #: When the job ended; the marker cannot have been posted before.
    ended_at: datetime | None = None
    #: The video is hidden until somebody asks to see it.
    is_spoiler: bool = False
    #: It is posted only where nobody but adults may look.
    is_age_restricted: bool = False
