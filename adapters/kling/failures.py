"""Why the service made no video of an accepted task: its codes, our sentences, and what it charged."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from adapters.kling.answers import TaskAnswer, TaskBilling, TaskFault
from bot.job.job import Charge, Failure
from bot.messages import service as sentences

TASK_SENTENCES: Mapping[str, Callable[[], str]] = MappingProxyType(
    {
        "content_policy_violation": sentences.content_refused,
        "content_filter": sentences.content_refused,
        "sensitive_content": sentences.content_refused,
        "moderation_blocked": sentences.content_refused,
        "input_moderation_failed": sentences.content_refused,
        "invalid_parameters": sentences.settings_refused,
        "image_processing_error": sentences.picture_not_fetched,
        "image_dimension_mismatch": sentences.picture_does_not_fit,
        "request_cancelled": sentences.task_interrupted,
        "generation_failed_no_content": sentences.no_video_made,
        "service_error": sentences.service_error,
        "generation_timeout": sentences.took_too_long,
        "resource_exhausted": sentences.service_busy,
        "quota_exceeded": sentences.service_busy,
        "service_unavailable": sentences.service_busy,
        "model_unavailable": sentences.service_busy,
        "upstream_error": sentences.service_error,
        "resource_not_found": sentences.task_forgotten,
        "unknown_error": sentences.failed_without_reason,
    }
)

#: What the service may name as the reason for refusing content, and how we say it.
_OBJECTIONS: Mapping[str, str] = MappingProxyType(
    {
        "photorealistic people": "it saw people who look real",
        "celebrity": "it recognised a celebrity",
        "third-party content": "it recognised something that belongs to others",
        "nudity": "it saw nudity",
        "violence": "it saw violence",
        "minor content": "it saw a minor",
    }
)

#: Failed tasks are not charged, and the service says so in its billing when it is otherwise.
_CHARGES: Mapping[tuple[str | None, str | None], Charge] = MappingProxyType(
    {
        ("charged", "not_required"): Charge.CHARGED,
        ("charged", "failed"): Charge.CHARGED,
        ("charged", "unknown"): Charge.UNKNOWN,
        ("charged", None): Charge.UNKNOWN,
    }
)


def describe_failure(task: TaskAnswer) -> Failure:
    """Return why a failed task failed; a code that nobody documented is a failure without reason."""
    fault = task.error or TaskFault()
    code = str(fault.code or "unknown_error")
    return Failure(
        sentence=_find_sentence(code, fault.message or ""), code=code, charge=_find_charge(code, task.billing)
    )


def _find_sentence(code: str, message: str) -> str:
    if code.startswith("channel_"):
        return sentences.service_busy()
    sentence = TASK_SENTENCES.get(code, sentences.failed_without_reason)
    if sentence is sentences.content_refused:
        return sentences.content_refused(_find_objection(message.lower()))
    return sentence()


def _find_objection(message: str) -> str | None:
    return next((reason for phrase, reason in _OBJECTIONS.items() if phrase in message), None)


def _find_charge(code: str, billing: TaskBilling | None) -> Charge:
    if billing is None:
        return Charge.UNKNOWN if TASK_SENTENCES.get(code) is sentences.task_forgotten else Charge.NOT_CHARGED
    return _CHARGES.get((billing.charge_status, billing.refund_status), Charge.NOT_CHARGED)
