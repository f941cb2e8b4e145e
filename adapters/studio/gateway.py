"""Between HTTP and the handlers: who calls, how often, the body as JSON, refusals in the form of each route."""

import logging
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum

from aiohttp import web
from pydantic import BaseModel
from pydantic_core import from_json

from adapters.studio.account import Account
from adapters.studio.refusal import ApiRefused, FieldProblem, Refusal, RefusalRow, refuse_field
from adapters.studio.settings import MEBIBYTE, StudioSettings
from adapters.studio.studio import Studio

JSON_BYTES = MEBIBYTE
#: Stands in the document's examples of calls that came too often.
_EXAMPLE_RETRY_SECONDS = 60

logger = logging.getLogger(__name__)


class ErrorForm(Enum):
    """How a group of routes writes its errors."""

    #: String codes.
    CURRENT = "current"
    #: The HTTP status as code.
    INTEGER = "integer"
    #: `success` false, a code and a message.
    FILES = "files"


@dataclass(frozen=True, kw_only=True)
class ErrorStyle:
    """How a group of routes says no: the form, and its own rows for what can happen on any route."""

    form: ErrorForm
    unauthorized: Refusal = Refusal.UNAUTHORIZED
    rate_limited: Refusal = Refusal.READ_LIMIT_EXCEEDED
    internal: Refusal = Refusal.INTERNAL_ERROR
    #: Whether calls are counted before anything is read. Submissions are counted by themselves, after all other checks.
    counts_calls_first: bool = True


@dataclass(frozen=True, kw_only=True)
class Call:
    """One authenticated call."""

    request: web.Request
    studio: Studio
    account: Account

    @property
    def base_url(self) -> str:
        """Return what links in the answer begin with."""
        return name_base_url(self.request, self.studio.settings)


Handler = Callable[[Call], Awaitable[web.StreamResponse]]


def name_base_url(request: web.Request, settings: StudioSettings) -> str:
    """Return the address by which we are called from outside."""
    public = settings.public_url
    return public.rstrip("/") if public else f"{request.scheme}://{request.host}"


async def read_json(request: web.Request, *, limit_bytes: int = JSON_BYTES) -> object:
    """Return the decoded body; raises the refusal of one that is too large or not JSON."""
    if request.content_type != "application/json":
        raise ApiRefused(Refusal.UNSUPPORTED_MEDIA_TYPE)
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > limit_bytes:
            raise ApiRefused(Refusal.TOO_LARGE)
    try:
        return from_json(bytes(body), allow_inf_nan=False)
    except ValueError as error:
        raise refuse_field(FieldProblem("body", "is not valid JSON")) from error


def answer_json(answer: BaseModel, headers: dict[str, str] | None = None) -> web.Response:
    """Return an answer with status 200; fields that are not set are left out."""
    return web.json_response(body=answer.model_dump_json(exclude_none=True).encode(), headers=headers)


def answer_refusal(error: ApiRefused, form: ErrorForm) -> web.Response:
    """Return a refusal in the form its route has."""
    headers = {}
    if error.retry_after_seconds is not None:
        headers["Retry-After"] = str(error.retry_after_seconds)
    return web.json_response(build_error_body(error, form), status=get_status(error.row, form), headers=headers)


def get_status(row: RefusalRow, form: ErrorForm) -> int:
    """Return the HTTP status that a row has in a form."""
    return row.old_status if form is ErrorForm.INTEGER and row.old_status else row.status


def build_error_body(error: ApiRefused, form: ErrorForm) -> dict[str, object]:
    """Return the JSON body of a refusal."""
    row = error.row
    if form is ErrorForm.FILES:
        return {"success": False, "code": row.status, "msg": error.sentence}
    details: dict[str, object] = {"code": row.code, "message": error.sentence, "type": row.kind}
    if form is ErrorForm.INTEGER:
        details |= _build_old_details(error)
    if error.option is not None:
        details["param"] = error.option
    return {"error": details}


def guard_handler(
    studio: Studio, handler: Handler, style: ErrorStyle
) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """Return a handler for aiohttp that lets only holders of a key through and answers every refusal."""

    async def handle(request: web.Request) -> web.StreamResponse:
        try:
            account = _authenticate(studio, request, style)
            if style.counts_calls_first:
                _count_call(studio, account, style)
            return await handler(Call(request=request, studio=studio, account=account))
        except ApiRefused as error:
            return answer_refusal(error, style.form)

    return handle


def build_edge(style_of: Callable[[str], ErrorStyle]) -> Callable[..., Awaitable[web.StreamResponse]]:
    """Return the outermost layer: a request id on every answer, and errors as JSON whatever happens."""

    @web.middleware
    async def edge(
        request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        request_id = secrets.token_hex(8)
        style = style_of(request.path)
        try:
            response = await handler(request)
        except web.HTTPException as error:
            response = _translate_http_error(error, style)
        except Exception:
            logger.exception("A call failed", extra={"request_id": request_id})
            response = answer_refusal(ApiRefused(style.internal), style.form)
        if not response.prepared:
            response.headers["X-Request-Id"] = request_id
        return response

    return edge


def _build_old_details(error: ApiRefused) -> dict[str, object]:
    row = error.row
    details: dict[str, object] = {"code": get_status(row, ErrorForm.INTEGER), "type": row.old_kind}
    if row.old_message is not None:
        details["message"] = row.old_message + error.sentence.removeprefix(row.message)
    if row.old_suggestion is not None:
        seconds = error.retry_after_seconds or _EXAMPLE_RETRY_SECONDS
        details["fallback_suggestion"] = row.old_suggestion.format(seconds=seconds)
    return details


def _authenticate(studio: Studio, request: web.Request, style: ErrorStyle) -> Account:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    account = studio.accounts.find(token.strip()) if scheme.lower() == "bearer" else None
    if account is None:
        raise ApiRefused(style.unauthorized)
    return account


def _count_call(studio: Studio, account: Account, style: ErrorStyle) -> None:
    wait_seconds = studio.call_limit.take(account.owner)
    if wait_seconds is not None:
        raise ApiRefused(style.rate_limited, retry_after_seconds=wait_seconds)


def _translate_http_error(error: web.HTTPException, style: ErrorStyle) -> web.Response:
    form = style.form
    if isinstance(error, web.HTTPMethodNotAllowed):
        response = answer_refusal(ApiRefused(Refusal.METHOD_NOT_ALLOWED), form)
        response.headers["Allow"] = ", ".join(sorted(error.allowed_methods))
        return response
    if isinstance(error, web.HTTPNotFound):
        return answer_refusal(ApiRefused(Refusal.NOT_FOUND), form)
    if isinstance(error, web.HTTPRequestEntityTooLarge):
        return answer_refusal(ApiRefused(Refusal.TOO_LARGE), form)
    logger.warning("A call ended with HTTP status %s", error.status)
    is_theirs = error.status < web.HTTPInternalServerError.status_code
    return answer_refusal(ApiRefused(Refusal.INVALID_REQUEST if is_theirs else style.internal), form)
