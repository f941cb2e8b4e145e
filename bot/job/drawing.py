"""Draws a job as a card, a result or a notice: pure functions from what is known to what is shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from bot.job.card import Action, Button, Card, FailurePost, Notice, ResultPost, Tone
from bot.job.estimate import RenderEstimate
from bot.job.job import Failure, Job, JobState, Price, Video
from bot.messages import card as sentences
from bot.messages import notices
from bot.ports import ServiceProfile
from bot.request.generation_request import Aspect, RequestOptions, ShotMode

_PROMPT_LENGTH = 200
#: A job is late when it takes this many times what most such jobs take.
_LATE_FACTOR = 1.5

_TONES: Mapping[JobState, Tone] = MappingProxyType(
    {
        JobState.QUEUED: Tone.WAITING,
        JobState.SUBMITTING: Tone.WAITING,
        JobState.UNCLEAR: Tone.BAD,
        JobState.RENDERING: Tone.WORKING,
        JobState.DELIVERING: Tone.WORKING,
        JobState.DONE: Tone.GOOD,
        JobState.FAILED: Tone.BAD,
        JobState.CANCELLED: Tone.NEUTRAL,
        JobState.EXPIRED: Tone.BAD,
    }
)
_ACTIONS: Mapping[JobState, tuple[Action, ...]] = MappingProxyType(
    {
        JobState.QUEUED: (Action.CANCEL,),
        JobState.SUBMITTING: (Action.CANCEL,),
        JobState.UNCLEAR: (Action.CHECK_AGAIN, Action.TRY_AGAIN, Action.CANCEL),
        JobState.RENDERING: (Action.CANCEL,),
        JobState.DELIVERING: (),
        # The result message carries the buttons of a finished job.
        JobState.DONE: (),
        JobState.FAILED: (Action.REROLL, Action.EDIT),
        JobState.CANCELLED: (Action.REROLL, Action.EDIT),
        JobState.EXPIRED: (Action.REROLL, Action.EDIT),
    }
)
#: In these states a job that was cancelled ends only with its next step.
_CANCELLED_LATER = frozenset({JobState.SUBMITTING, JobState.UNCLEAR, JobState.RENDERING})
_RESULT_ACTIONS = (Action.REROLL, Action.EDIT, Action.CONTINUE, Action.DELETE)
_LABELS: Mapping[Action, str] = MappingProxyType(
    {
        Action.CANCEL: sentences.button_cancel(),
        Action.REROLL: sentences.button_reroll(),
        Action.EDIT: sentences.button_edit(),
        Action.CONTINUE: sentences.button_continue(),
        Action.DELETE: sentences.button_delete(),
        Action.CHECK_AGAIN: sentences.button_check_again(),
        Action.TRY_AGAIN: sentences.button_try_again(),
    }
)


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What a card shows beside the job itself."""

    profile: ServiceProfile
    now: datetime
    #: Queued jobs that come before this one.
    ahead: int = 0
    estimate: RenderEstimate | None = None


def draw_card(job: Job, around: Surroundings) -> Card:
    """Draw the job as it stands."""
    return Card(
        job_id=job.id,
        requester=job.requester,
        state=job.state,
        tone=_TONES[job.state],
        headline=_headline(job, around),
        prompt=describe_prompt(job.request.options),
        options=describe_options(job.request.options),
        cost=describe_cost(job.price, around.profile),
        notes=_notes(job, around),
        percent=job.progress_percent if job.state is JobState.RENDERING else None,
        started_at=job.created_at,
        ready_at=_ready_at(job, around),
        finished_at=job.finished_at,
        pictures=_pictures(job),
        buttons=_buttons(() if _is_cancelling(job) else _ACTIONS[job.state]),
        is_spoiler=job.is_spoiler,
        is_age_restricted=job.is_age_restricted,
    )


def draw_result(job: Job, video: Video, profile: ServiceProfile) -> ResultPost:
    """Draw the message that brings the video."""
    parts = [describe_options(job.request.options), f"{video.width} × {video.height}"]
    if profile.is_free:
        parts.insert(0, sentences.preview_caption(profile.label))
    prompt = describe_prompt(job.request.options)
    return ResultPost(
        job_id=job.id,
        requester=job.requester,
        text=sentences.result_ready(),
        video=video,
        alt_text=sentences.describe_video(prompt),
        caption=" · ".join(parts),
        buttons=_buttons(_RESULT_ACTIONS),
        ordered_at=job.created_at,
        card_message_id=job.card_message_id,
        is_spoiler=job.is_spoiler,
        is_age_restricted=job.is_age_restricted,
    )


def draw_failure(job: Job, profile: ServiceProfile) -> FailurePost:
    """Draw the message that tells its requester of a job without a video, or of a doubt about it."""
    return FailurePost(
        # What is remembered of posts is forgotten with the job whose id their markers end with.
        marker=f"failure:{job.state.value}:{job.attempt}:{job.id}",
        job_id=job.id,
        requester=job.requester,
        text=_name_failure(job),
        reason=" ".join(_explain_failure(job.failure, profile)) if job.failure else sentences.doubt_reason(),
        since=job.finished_at or job.created_at,
        card_message_id=job.card_message_id,
    )


def draw_notice(job: Job, *, rule_id: str) -> Notice:
    """Draw the announcement of a job that ended."""
    prompt, is_good = describe_prompt(job.request.options), job.video is not None
    say = notices.video_ready if is_good else notices.video_failed
    return Notice(
        marker=f"notice:{rule_id}:{job.id}",
        text=say(job.requester.name, prompt=prompt),
        job_id=job.id,
        tone=Tone.GOOD if is_good else Tone.BAD,
        video=job.video,
        alt_text=sentences.describe_video(prompt) if is_good else "",
        ended_at=job.finished_at,
        is_spoiler=job.is_spoiler,
        is_age_restricted=job.is_age_restricted,
    )


def describe_prompt(options: RequestOptions) -> str:
    """Shorten the words of a request to what a card shows."""
    if options.shots.mode is ShotMode.CUSTOM:
        return _shorten(sentences.storyboard_prompt(len(options.shots.shots), options.shots.shots[0].prompt))
    return _shorten(options.prompt)


def describe_options(options: RequestOptions) -> str:
    """Say in one line what was asked for."""
    parts = [sentences.option_seconds(options.duration), options.quality.value]
    if options.aspect is not Aspect.AUTO:
        parts.append(options.aspect.value)
    if options.sound:
        parts.append(sentences.option_sound())
    if options.shots.mode is not ShotMode.SINGLE:
        parts.append(sentences.option_shots(len(options.shots.shots)))
    if options.elements:
        parts.append(sentences.option_elements(len(options.elements)))
    if options.watermark:
        parts.append(sentences.option_watermark())
    return " · ".join(parts)


def describe_cost(price: Price, profile: ServiceProfile) -> str:
    """Say who makes a video and what it should cost."""
    if price.credits is None:
        return profile.label
    return f"{profile.label} · {sentences.about_credits(price.credits)}"


def _shorten(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _PROMPT_LENGTH else flat[: _PROMPT_LENGTH - 1].rstrip() + "…"


def _headline(job: Job, around: Surroundings) -> str:
    if _is_cancelling(job):
        return sentences.cancelling()
    elapsed = ((job.finished_at or around.now) - job.created_at).total_seconds()
    return {
        JobState.QUEUED: lambda: sentences.queued(around.ahead),
        JobState.SUBMITTING: sentences.submitting,
        JobState.UNCLEAR: sentences.unclear,
        JobState.RENDERING: lambda: _rendering(job),
        JobState.DELIVERING: sentences.delivering,
        JobState.DONE: lambda: sentences.done(elapsed),
        JobState.FAILED: sentences.failed,
        JobState.CANCELLED: sentences.cancelled,
        JobState.EXPIRED: sentences.expired,
    }[job.state]()


def _is_cancelling(job: Job) -> bool:
    return job.cancel_requested and job.state in _CANCELLED_LATER


def _rendering(job: Job) -> str:
    if job.is_waiting_at_service:
        return sentences.waiting_at_service()
    return sentences.rendering(job.progress_percent)


def _notes(job: Job, around: Surroundings) -> tuple[str, ...]:
    if job.failure is not None:
        return _explain_failure(job.failure, around.profile)
    if job.state is JobState.UNCLEAR and not job.cancel_requested:
        return (*job.notes, sentences.unclear_note())
    if job.state is JobState.RENDERING and _is_late(job, around):
        return (*job.notes, sentences.late_note())
    if job.state is JobState.QUEUED:
        return (*job.notes, sentences.leave_note())
    return job.notes


def _explain_failure(failure: Failure, profile: ServiceProfile) -> tuple[str, ...]:
    charge = () if profile.is_free else (sentences.charge_note(failure.charge),)
    return (failure.sentence, *charge) if failure.sentence else charge


def _name_failure(job: Job) -> str:
    if job.state is JobState.UNCLEAR:
        return sentences.video_in_doubt()
    if job.state is JobState.EXPIRED:
        return sentences.video_lost()
    return sentences.no_video(is_made=job.video is not None)


def _is_late(job: Job, around: Surroundings) -> bool:
    if around.estimate is None or job.submitted_at is None:
        return False
    elapsed = (around.now - job.submitted_at).total_seconds()
    return elapsed > around.estimate.high_seconds * _LATE_FACTOR


def _ready_at(job: Job, around: Surroundings) -> datetime | None:
    if job.state is not JobState.RENDERING or around.estimate is None or job.submitted_at is None:
        return None
    ready_at = job.submitted_at + timedelta(seconds=around.estimate.high_seconds)
    return ready_at if ready_at > around.now else None


def _pictures(job: Job) -> tuple[tuple[str, str], ...]:
    prompt = describe_prompt(job.request.options)
    first, last = job.request.first_frame, job.request.last_frame
    described = (
        (first, sentences.describe_first_frame(prompt)),
        (last, sentences.describe_last_frame(prompt)),
    )
    return tuple((picture.key, words) for picture, words in described if picture is not None)


def _buttons(actions: tuple[Action, ...]) -> tuple[Button, ...]:
    return tuple(Button(action=action, label=_LABELS[action]) for action in actions)
