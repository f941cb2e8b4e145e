"""One HTTP answer of the API, read but not yet judged: status, JSON and the headers that matter."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

_LONGEST_CODE = 64
_LONGEST_WAIT_SECONDS = 3600.0


@dataclass(frozen=True, kw_only=True)
class ApiReply:
    """An answer; `body` is its decoded JSON, or None where it is none."""

    status: int
    body: object = None
    #: How long the service asks us to wait.
    retry_after_seconds: float | None = None
    #: Names the call in the service's own log.
    request_id: str | None = None
    #: The service had this call before, under its idempotency key.
    is_replay: bool = False

    @property
    def is_success(self) -> bool:
        """Tell whether the status says yes."""
        return HTTPStatus.OK <= self.status < HTTPStatus.MULTIPLE_CHOICES

    @property
    def has_error(self) -> bool:
        """Tell whether the service itself says what is wrong, in either of its forms."""
        return bool(self._error)

    @property
    def error_code(self) -> str | None:
        """Return the error's code where it is a word; the old form only repeats the status as a number."""
        code = self._error.get("code")
        if not isinstance(code, str) or code.isdigit():
            return None
        return code[:_LONGEST_CODE] or None

    def error_text(self, member: str) -> str | None:
        """Return another member of the error where it is text."""
        value = self._error.get(member)
        return value if isinstance(value, str) else None

    @property
    def _error(self) -> Mapping[str, object]:
        if not isinstance(self.body, dict):
            return {}
        error = self.body.get("error")
        if isinstance(error, dict):
            return error
        # The file service has no `error` but says success, code and msg itself.
        return self.body if self.body.get("success") is False else {}


def build_reply(status: int, headers: Mapping[str, str], content: bytes) -> ApiReply:
    """Return the answer that status, headers (of any case) and body make."""
    return ApiReply(
        status=status,
        body=_decode(content),
        retry_after_seconds=_read_wait(headers.get("Retry-After", "")),
        request_id=headers.get("X-Request-Id") or headers.get("X-Oneapi-Request-Id"),
        is_replay=headers.get("Idempotency-Replayed", "").lower() == "true",
    )


def _decode(content: bytes) -> object:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None


def _read_wait(value: str) -> float | None:
    try:
        seconds = float(value)
    except ValueError:
        seconds = _seconds_until(value)
    # Not a number compares as false, so it ends as None too.
    return min(seconds, _LONGEST_WAIT_SECONDS) if seconds >= 0 else None


def _seconds_until(value: str) -> float:
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return -1.0
    # A date without a zone is taken for UTC, which HTTP demands.
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max((moment - datetime.now(UTC)).total_seconds(), 0.0)
