"""What each error answer of the API means to us: one table of codes, one of HTTP statuses, one translation.

Why an accepted task failed is in `adapters.kling.failures`.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from http import HTTPStatus
from types import MappingProxyType

from adapters.kling.reply import ApiReply
from bot.errors import BotError, OutcomeUnknown, RequestRefused, ServiceBusy, ServiceFailed
from bot.messages import service as sentences


class Verdict(Enum):
    """Which of our errors an answer becomes. Only UNKNOWN can have cost anything."""

    #: `RequestRefused`: whoever asked can change it.
    REFUSED = auto()
    #: `ServiceFailed`: it will be refused again.
    FAILED = auto()
    #: `ServiceBusy`: surely not accepted, and may be repeated.
    BUSY = auto()
    #: `OutcomeUnknown`: may have been accepted.
    UNKNOWN = auto()


@dataclass(frozen=True, kw_only=True)
class Meaning:
    """What an error answer means and what people read about it."""

    verdict: Verdict
    sentence: Callable[[], str]


_SETTINGS = Meaning(verdict=Verdict.REFUSED, sentence=sentences.settings_refused)
_CONTENT = Meaning(verdict=Verdict.REFUSED, sentence=sentences.content_refused)
_TOO_LARGE = Meaning(verdict=Verdict.REFUSED, sentence=sentences.request_too_large)
_PICTURE = Meaning(verdict=Verdict.FAILED, sentence=sentences.picture_not_fetched)
_KEY = Meaning(verdict=Verdict.FAILED, sentence=sentences.key_refused)
_KEY_LIMIT = Meaning(verdict=Verdict.FAILED, sentence=sentences.key_limit_reached)
_CREDITS = Meaning(verdict=Verdict.FAILED, sentence=sentences.credits_used_up)
_ACCESS = Meaning(verdict=Verdict.FAILED, sentence=sentences.model_not_allowed)
_NOT_FOUND = Meaning(verdict=Verdict.FAILED, sentence=sentences.model_not_found)
_FORGOTTEN = Meaning(verdict=Verdict.FAILED, sentence=sentences.task_forgotten)
_ENDED = Meaning(verdict=Verdict.FAILED, sentence=sentences.task_already_ended)
_SENSELESS = Meaning(verdict=Verdict.FAILED, sentence=sentences.service_broken)
_BUSY = Meaning(verdict=Verdict.BUSY, sentence=sentences.service_busy)
_UNKNOWN = Meaning(verdict=Verdict.UNKNOWN, sentence=sentences.outcome_unknown)

#: The key was used before for another request.
CONFLICT_CODE = "idempotency_conflict"

CODE_MEANINGS: Mapping[str, Meaning] = MappingProxyType(
    {
        "invalid_request": _SETTINGS,
        "invalid_parameters": _SETTINGS,
        "invalid_parameter": _SETTINGS,
        "unsupported_parameters": _SETTINGS,
        "invalid_media_url": _PICTURE,
        "content_policy_violation": _CONTENT,
        "content_filter": _CONTENT,
        "sensitive_content": _CONTENT,
        "moderation_blocked": _CONTENT,
        "input_moderation_failed": _CONTENT,
        "request_too_large": _TOO_LARGE,
        "unauthorized": _KEY,
        "invalid_token": _KEY,
        "key_disabled": _KEY,
        "key_expired": _KEY,
        "ip_restricted": _KEY,
        "user_disabled": _KEY,
        "insufficient_quota": _CREDITS,
        "insufficient_user_quota": _CREDITS,
        "quota_not_enough": _CREDITS,
        "account_balance_insufficient": _CREDITS,
        "quota_exceeded": _CREDITS,
        "insufficient_token_quota": _KEY_LIMIT,
        "key_quota_exhausted": _KEY_LIMIT,
        "token_daily_quota_exceeded": _KEY_LIMIT,
        "key_daily_quota_exhausted": _KEY_LIMIT,
        "model_access_denied": _ACCESS,
        "key_model_not_allowed": _ACCESS,
        "permission_denied": _ACCESS,
        "task_not_found": _FORGOTTEN,
        "invalid_task_id": _FORGOTTEN,
        "resource_not_found": _FORGOTTEN,
        # Only the studio's, as is cancelling.
        "task_not_cancellable": _ENDED,
        "rate_limit_exceeded": _BUSY,
        "resource_exhausted": _BUSY,
        "no_available_channel": _BUSY,
        "model_unavailable": _BUSY,
        "channel_selection_failed": _BUSY,
        "service_unavailable": _BUSY,
        # The key was used before, with other addresses of the same pictures: that first submission may live.
        CONFLICT_CODE: _UNKNOWN,
        "paid_outcome_unknown": _UNKNOWN,
        "internal_error": _UNKNOWN,
        "service_error": _UNKNOWN,
        "upstream_error": _UNKNOWN,
    }
)

#: For the old form, whose code is the status, and for codes that the table above lacks.
STATUS_MEANINGS: Mapping[int, Meaning] = MappingProxyType(
    {
        400: _SETTINGS,
        401: _KEY,
        402: _CREDITS,
        403: _ACCESS,
        404: _NOT_FOUND,
        408: _UNKNOWN,
        409: _UNKNOWN,
        413: _TOO_LARGE,
        422: _SETTINGS,
        429: _BUSY,
        500: _UNKNOWN,
        502: _UNKNOWN,
        503: _BUSY,
        504: _UNKNOWN,
    }
)

#: Codes after which a task has to be given up for lost; the first is the old form's.
VANISHED_CODES = frozenset({"http_404", "task_not_found", "invalid_task_id", "resource_not_found"})

_OPTIONS: Mapping[str, str] = MappingProxyType(
    {
        "image_start": "first",
        "image_end": "last",
        "prompt": "prompt",
        "negative_prompt": "negative",
        "duration": "duration",
        "quality": "quality",
        "sound": "sound",
        "aspect_ratio": "aspect",
        "multi_prompt": "shots",
        "element_list": "elements",
        "watermark_info": "watermark",
        "callback_url": "callback",
    }
)

_SUGGESTED_WAIT = re.compile(r"retry after (\d{1,6}) seconds", re.IGNORECASE)


def translate_error(reply: ApiReply) -> BotError:
    """Return our error for an error answer; its code is the API's own, or `http_<status>` in the old form."""
    meaning = find_meaning(reply)
    sentence, code = meaning.sentence(), describe_code(reply)
    if meaning.verdict is Verdict.REFUSED:
        return RequestRefused(sentence, option=_find_option(reply))
    if meaning.verdict is Verdict.BUSY:
        return ServiceBusy(sentence, code=code, retry_after_seconds=_find_wait(reply))
    kind = OutcomeUnknown if meaning.verdict is Verdict.UNKNOWN else ServiceFailed
    return kind(sentence, code=code)


def find_meaning(reply: ApiReply) -> Meaning:
    """Return what an error answer means; in doubt it may have cost something."""
    if reply.status == HTTPStatus.TOO_MANY_REQUESTS:
        return _BUSY
    named = CODE_MEANINGS.get(reply.error_code or "")
    if named is not None:
        return named
    if reply.status < HTTPStatus.INTERNAL_SERVER_ERROR:
        return STATUS_MEANINGS.get(reply.status, _SENSELESS)
    # Only the service itself can say that it took nothing; a page of some server in between cannot.
    return STATUS_MEANINGS.get(reply.status, _UNKNOWN) if reply.has_error else _UNKNOWN


def describe_code(reply: ApiReply) -> str:
    """Return the code under which an error answer is logged and looked up."""
    if reply.error_code is not None:
        return reply.error_code
    return f"http_{reply.status}" if reply.has_error else f"page_{reply.status}"


def _find_option(reply: ApiReply) -> str | None:
    fields = re.split(r"[.\[\]]+", reply.error_text("param") or "")
    return next((_OPTIONS[field] for field in fields if field in _OPTIONS), None)


def _find_wait(reply: ApiReply) -> float | None:
    if reply.retry_after_seconds is not None:
        return reply.retry_after_seconds
    suggestion = _SUGGESTED_WAIT.search(reply.error_text("fallback_suggestion") or "")
    return float(suggestion[1]) if suggestion else None
