"""Refusals as the API documents them: status, code, type and the words, in the current and in the old form.

The words are part of the documented API, so they live beside their codes. Faults of a task that was accepted
belong to `task.py`.
"""

from dataclasses import dataclass
from enum import Enum

from bot.errors import RequestRefused


@dataclass(frozen=True, kw_only=True)
class RefusalRow:
    """One row of the API's error table."""

    status: int
    code: str
    kind: str
    message: str
    #: Where the old form differs: status, type and words, and the suggestion that it adds, which may name `{seconds}`.
    old_status: int | None = None
    old_kind: str = "invalid_request_error"
    old_message: str | None = None
    old_suggestion: str | None = None


class Refusal(Enum):
    """Every way in which the studio says no."""

    INVALID_REQUEST = RefusalRow(
        status=400,
        code="invalid_request",
        kind="invalid_request_error",
        message="Invalid request parameters",
        old_message="Invalid request parameter",
    )
    UNKNOWN_MODEL = RefusalRow(
        status=400,
        code="invalid_request",
        kind="invalid_request_error",
        message="Invalid request parameters",
        old_status=404,
        old_kind="not_found_error",
        old_message="Specified model not found",
        old_suggestion="kling-v3-image-to-video",
    )
    INVALID_TASK_ID = RefusalRow(
        status=400,
        code="invalid_task_id",
        kind="invalid_request_error",
        message="Invalid task ID format, must start with 'task-unified-'",
    )
    UNAUTHORIZED = RefusalRow(
        status=401,
        code="unauthorized",
        kind="authentication_error",
        message="Invalid or expired token",
        old_kind="authentication_error",
    )
    AUTHENTICATION_REQUIRED = RefusalRow(
        status=401,
        code="unauthorized",
        kind="authentication_error",
        message="Authentication required",
        old_kind="authentication_error",
    )
    INSUFFICIENT_QUOTA = RefusalRow(
        status=402,
        code="insufficient_quota",
        kind="insufficient_quota",
        message="Insufficient quota. Please top up your account.",
        old_kind="insufficient_quota_error",
        old_message="Insufficient quota",
        old_suggestion="use a key with a larger balance",
    )
    MODEL_ACCESS_DENIED = RefusalRow(
        status=403,
        code="model_access_denied",
        kind="invalid_request_error",
        message="Token does not have access to model",
        old_kind="permission_error",
        old_message="Access denied for this model",
    )
    PERMISSION_DENIED = RefusalRow(
        status=403,
        code="permission_denied",
        kind="invalid_request_error",
        message="You don't have permission to access this task",
        old_kind="permission_error",
    )
    TASK_NOT_FOUND = RefusalRow(
        status=404,
        code="task_not_found",
        kind="invalid_request_error",
        message="The requested task could not be found",
        old_kind="not_found_error",
    )
    NOT_FOUND = RefusalRow(
        status=404,
        code="not_found",
        kind="invalid_request_error",
        message="There is nothing at this address",
        old_kind="not_found_error",
    )
    METHOD_NOT_ALLOWED = RefusalRow(
        status=405,
        code="method_not_allowed",
        kind="invalid_request_error",
        message="This address does not take that method",
    )
    IDEMPOTENCY_CONFLICT = RefusalRow(
        status=409,
        code="idempotency_conflict",
        kind="invalid_request_error",
        message="This Idempotency-Key was used with a different request",
    )
    TASK_NOT_CANCELLABLE = RefusalRow(
        status=409,
        code="task_not_cancellable",
        kind="invalid_request_error",
        message="The task has already ended",
    )
    TOO_LARGE = RefusalRow(
        status=413,
        code="request_too_large",
        kind="invalid_request_error",
        message="The request body is too large",
    )
    UNSUPPORTED_MEDIA_TYPE = RefusalRow(
        status=415,
        code="unsupported_media_type",
        kind="invalid_request_error",
        message="The body must be sent as the documented content type",
    )
    RATE_LIMIT_EXCEEDED = RefusalRow(
        status=429,
        code="rate_limit_exceeded",
        kind="rate_limit_error",
        message="Too many requests, please try again later",
        old_kind="rate_limit_error",
        old_message="Rate limit exceeded",
        old_suggestion="retry after {seconds} seconds",
    )
    READ_LIMIT_EXCEEDED = RefusalRow(
        status=429,
        code="rate_limit_exceeded",
        kind="evo_api_error",
        message="Rate limit exceeded",
        old_kind="rate_limit_error",
        old_suggestion="retry after {seconds} seconds",
    )
    INTERNAL_ERROR = RefusalRow(
        status=500,
        code="internal_error",
        kind="api_error",
        message="Internal server error",
        old_kind="internal_server_error",
        old_suggestion="try again later",
    )
    UPSTREAM_ERROR = RefusalRow(
        status=502,
        code="upstream_error",
        kind="upstream_error",
        message="Upstream AI service unavailable",
        old_kind="upstream_error",
        old_suggestion="try different model",
    )
    SERVICE_UNAVAILABLE = RefusalRow(
        status=503,
        code="service_unavailable",
        kind="api_error",
        message="No available channel for the requested model",
        old_kind="service_unavailable_error",
        old_message="Service temporarily unavailable",
        old_suggestion="retry after {seconds} seconds",
    )
    TASK_UNREADABLE = RefusalRow(
        status=500,
        code="internal_error",
        kind="api_error",
        message="Failed to retrieve task status",
        old_kind="internal_server_error",
        old_suggestion="try again later",
    )


class ApiRefused(RequestRefused):
    """A call that the studio answers with one row of its error table."""

    def __init__(
        self,
        refusal: Refusal,
        *,
        message: str | None = None,
        param: str | None = None,
        retry_after_seconds: int | None = None,
    ) -> None:
        """Take the row's own words unless `message` is more precise; `param` names the field at fault."""
        super().__init__(message or refusal.value.message, option=param)
        self.row = refusal.value
        self.retry_after_seconds = retry_after_seconds


@dataclass(frozen=True)
class FieldProblem:
    """What is wrong with one field: its dotted name, and the words that follow it in the sentence."""

    param: str
    problem: str


def refuse_field(fault: FieldProblem, row: Refusal = Refusal.INVALID_REQUEST) -> ApiRefused:
    """Return the refusal of one field, saying what is wrong with it."""
    message = f"{row.value.message}: `{fault.param}` {fault.problem}"
    return ApiRefused(row, message=message, param=fault.param)
