"""The error answers that the video API documents, and the codes that its own clients know beside them."""

from dataclasses import dataclass

from aiohttp import web


@dataclass(frozen=True, kw_only=True)
class ErrorRow:
    """One error answer, in the current form with a word as code or in the old form with a number."""

    status: int
    code: str | int
    message: str
    kind: str
    extra: tuple[tuple[str, str], ...] = ()

    def build_response(self, *, headers: dict[str, str] | None = None) -> web.Response:
        """Return the answer as the service sends it."""
        error = {"code": self.code, "message": self.message, "type": self.kind, **dict(self.extra)}
        return web.json_response({"error": error}, status=self.status, headers=headers)


def build_old_row(status: int, message: str, kind: str, **extra: str) -> ErrorRow:
    """Return a row of the old form, whose code is the status."""
    return ErrorRow(status=status, code=status, message=message, kind=kind, extra=tuple(extra.items()))


INVALID_REQUEST = ErrorRow(
    status=400, code="invalid_request", message="Invalid request parameters", kind="invalid_request_error"
)
UNAUTHORIZED = ErrorRow(
    status=401, code="unauthorized", message="Invalid or expired token", kind="authentication_error"
)
INSUFFICIENT_QUOTA = ErrorRow(
    status=402,
    code="insufficient_quota",
    message="Insufficient quota. Please top up your account.",
    kind="insufficient_quota",
)
MODEL_ACCESS_DENIED = ErrorRow(
    status=403,
    code="model_access_denied",
    message="Token does not have access to model: kling-v3-image-to-video",
    kind="invalid_request_error",
)
RATE_LIMIT_EXCEEDED = ErrorRow(
    status=429,
    code="rate_limit_exceeded",
    message="Too many requests, please try again later",
    kind="rate_limit_error",
)
INTERNAL_ERROR = ErrorRow(status=500, code="internal_error", message="Internal server error", kind="api_error")
UPSTREAM_ERROR = ErrorRow(
    status=502, code="upstream_error", message="Upstream AI service unavailable", kind="upstream_error"
)
SERVICE_UNAVAILABLE = ErrorRow(
    status=503,
    code="service_unavailable",
    message="No available channel for the requested model",
    kind="api_error",
)
IDEMPOTENCY_CONFLICT = ErrorRow(
    status=409,
    code="idempotency_conflict",
    message="This Idempotency-Key was used with a different request",
    kind="invalid_request_error",
)
NOT_CANCELLABLE = ErrorRow(
    status=409, code="task_not_cancellable", message="The task has already ended", kind="invalid_request_error"
)

#: The current form, as the submission documents it.
SUBMIT_ERRORS = (
    INVALID_REQUEST,
    UNAUTHORIZED,
    INSUFFICIENT_QUOTA,
    MODEL_ACCESS_DENIED,
    RATE_LIMIT_EXCEEDED,
    INTERNAL_ERROR,
    UPSTREAM_ERROR,
    SERVICE_UNAVAILABLE,
)

#: The old form; the balance is still documented with it.
OLD_ERRORS = (
    build_old_row(400, "Invalid request parameter", "invalid_request_error"),
    build_old_row(401, "Invalid or expired token", "authentication_error"),
    build_old_row(
        402,
        "Insufficient quota",
        "insufficient_quota_error",
        fallback_suggestion="https://evolink.ai/dashboard/billing",
    ),
    build_old_row(403, "Access denied for this model", "permission_error", param="model"),
    build_old_row(
        404,
        "Specified model not found",
        "not_found_error",
        param="model",
        fallback_suggestion="kling-v3-image-to-video",
    ),
    build_old_row(429, "Rate limit exceeded", "rate_limit_error", fallback_suggestion="retry after 60 seconds"),
    build_old_row(500, "Internal server error", "internal_server_error", fallback_suggestion="try again later"),
    build_old_row(502, "Upstream AI service unavailable", "upstream_error", fallback_suggestion="try different model"),
    build_old_row(
        503,
        "Service temporarily unavailable",
        "service_unavailable_error",
        fallback_suggestion="retry after 30 seconds",
    ),
)

INVALID_TASK_ID = ErrorRow(
    status=400,
    code="invalid_task_id",
    message="Invalid task ID format, must start with 'task-unified-'",
    kind="invalid_request_error",
    extra=(("param", "task_id"),),
)
TASK_NOT_FOUND = ErrorRow(
    status=404,
    code="task_not_found",
    message="The requested task could not be found",
    kind="invalid_request_error",
)

#: As the query documents them.
QUERY_ERRORS = (
    INVALID_TASK_ID,
    ErrorRow(status=401, code="unauthorized", message="Authentication required", kind="authentication_error"),
    ErrorRow(
        status=402,
        code="quota_exceeded",
        message="Insufficient quota. Please top up your account.",
        kind="insufficient_quota",
    ),
    ErrorRow(
        status=403,
        code="permission_denied",
        message="You don't have permission to access this task",
        kind="invalid_request_error",
    ),
    TASK_NOT_FOUND,
    ErrorRow(status=429, code="rate_limit_exceeded", message="Rate limit exceeded", kind="evo_api_error"),
    ErrorRow(status=500, code="internal_error", message="Failed to retrieve task status", kind="api_error"),
)

#: Codes of error answers that are documented nowhere but known to the service's own clients, by status.
GATEWAY_CODES = (
    (402, "insufficient_user_quota"),
    (402, "quota_not_enough"),
    (402, "account_balance_insufficient"),
    (402, "insufficient_token_quota"),
    (402, "key_quota_exhausted"),
    (402, "token_daily_quota_exceeded"),
    (402, "key_daily_quota_exhausted"),
    (402, "key_disabled"),
    (402, "key_expired"),
    (402, "key_model_not_allowed"),
    (400, "content_policy_violation"),
    (400, "content_filter"),
    (400, "sensitive_content"),
    (400, "moderation_blocked"),
    (400, "input_moderation_failed"),
    (503, "no_available_channel"),
    (503, "model_unavailable"),
    (503, "channel_selection_failed"),
    (409, "idempotency_conflict"),
    (409, "paid_outcome_unknown"),
    (401, "invalid_token"),
    (400, "invalid_parameters"),
    (400, "invalid_parameter"),
    (400, "invalid_media_url"),
    (400, "unsupported_parameters"),
    (403, "ip_restricted"),
    (403, "user_disabled"),
    (413, "request_too_large"),
)

#: Codes of failed tasks with the words that the service explains them by.
TASK_ERRORS = (
    ("content_policy_violation", "Content policy violation.\nYour request was blocked by safety filters."),
    ("invalid_parameters", "Prompt is too long"),
    ("image_processing_error", "Image download failed"),
    ("image_dimension_mismatch", "The image does not match the requested aspect_ratio"),
    ("request_cancelled", "The request was cancelled"),
    ("generation_failed_no_content", "No content was generated"),
    ("service_error", "Service error, please retry in 30-60 seconds"),
    ("generation_timeout", "Generation timed out"),
    ("resource_exhausted", "Resources exhausted"),
    ("quota_exceeded", "Too many concurrent requests"),
    ("service_unavailable", "Service unavailable"),
    ("resource_not_found", "The task ID is invalid or has expired"),
    ("unknown_error", "Please contact support with the task ID"),
    ("model_unavailable", "The model is unavailable"),
    ("upstream_error", "The upstream service failed"),
)
