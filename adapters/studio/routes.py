"""The table of routes: each is declared once, and both the server and the OpenAPI document are made from it."""

from dataclasses import dataclass

from pydantic import BaseModel

from adapters.studio.answers import (
    CreditsAnswer,
    ModelListAnswer,
    TaskAnswer,
    TaskBatchAnswer,
    TaskListAnswer,
)
from adapters.studio.element_request import CustomElementRequest
from adapters.studio.file_answers import (
    Base64UploadRequest,
    FileDeleteAnswer,
    FileListAnswer,
    FileQuotaAnswer,
    FileUploadAnswer,
    UrlUploadRequest,
)
from adapters.studio.file_routes import (
    delete_file,
    list_files,
    show_quota,
    upload_base64,
    upload_stream,
    upload_url,
)
from adapters.studio.gateway import ErrorForm, ErrorStyle, Handler
from adapters.studio.refusal import Refusal
from adapters.studio.settings import Generation
from adapters.studio.video_request import VideoGenerationRequest
from adapters.studio.video_routes import (
    TaskBatchRequest,
    cancel_task,
    list_models,
    list_tasks,
    query_task,
    query_tasks,
    show_credits,
    submit_generation,
)

FILES_PREFIX = "/api/v1/files/"
STREAM_UPLOAD_PATH = "/api/v1/files/upload/stream"
CREDITS_PATH = "/v1/credits"
SUBMISSION_PATH = "/v1/videos/generations"
TASKS_PREFIX = "/v1/tasks"

_BODY = (Refusal.INVALID_REQUEST, Refusal.TOO_LARGE, Refusal.UNSUPPORTED_MEDIA_TYPE)
_UPLOAD = (*_BODY, Refusal.INSUFFICIENT_QUOTA)
_TASK = (Refusal.INVALID_TASK_ID, Refusal.PERMISSION_DENIED, Refusal.TASK_NOT_FOUND)


@dataclass(frozen=True, kw_only=True)
class Route:
    """One route that needs a key; every one may also answer 401, 429 and 500."""

    method: str
    path: str
    handler: Handler
    summary: str
    answer: type[BaseModel]
    requests: tuple[type[BaseModel], ...] = ()
    refusals: tuple[Refusal, ...] = ()
    query: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()


def find_error_style(path: str, generation: Generation) -> ErrorStyle:
    """Return how errors are written at `path`."""
    if path.startswith(FILES_PREFIX):
        return ErrorStyle(form=ErrorForm.FILES)
    form = ErrorForm.INTEGER if path == CREDITS_PATH or generation is Generation.A else ErrorForm.CURRENT
    if path == SUBMISSION_PATH:
        return ErrorStyle(form=form, rate_limited=Refusal.RATE_LIMIT_EXCEEDED, counts_calls_first=False)
    if path.startswith(TASKS_PREFIX):
        return ErrorStyle(form=form, unauthorized=Refusal.AUTHENTICATION_REQUIRED, internal=Refusal.TASK_UNREADABLE)
    return ErrorStyle(form=form)


ROUTES: tuple[Route, ...] = (
    Route(
        method="POST",
        path=SUBMISSION_PATH,
        handler=submit_generation,
        summary="Submit a video or an element",
        answer=TaskAnswer,
        requests=(VideoGenerationRequest, CustomElementRequest),
        refusals=(
            *_BODY,
            Refusal.UNKNOWN_MODEL,
            Refusal.INSUFFICIENT_QUOTA,
            Refusal.MODEL_ACCESS_DENIED,
            Refusal.IDEMPOTENCY_CONFLICT,
        ),
        headers=("Idempotency-Key", "Flipbook-Take"),
    ),
    Route(
        method="GET",
        path="/v1/tasks/{task_id}",
        handler=query_task,
        summary="Query a task",
        answer=TaskAnswer,
        refusals=_TASK,
    ),
    Route(
        method="POST",
        path="/v1/tasks/{task_id}/cancel",
        handler=cancel_task,
        summary="Cancel an unfinished task and release what it reserved (only the studio offers this)",
        answer=TaskAnswer,
        refusals=(*_TASK, Refusal.TASK_NOT_CANCELLABLE),
    ),
    Route(
        method="GET",
        path="/v1/tasks",
        handler=list_tasks,
        summary="List the key's tasks, newest first",
        answer=TaskListAnswer,
        refusals=(Refusal.INVALID_REQUEST,),
        query=("status", "type", "model", "page", "page_size"),
    ),
    Route(
        method="POST",
        path="/v1/tasks/batch",
        handler=query_tasks,
        summary="Query up to 50 tasks at once",
        answer=TaskBatchAnswer,
        requests=(TaskBatchRequest,),
        refusals=_BODY,
    ),
    Route(
        method="GET",
        path="/v1/models",
        handler=list_models,
        summary="List the models",
        answer=ModelListAnswer,
    ),
    Route(
        method="GET",
        path=CREDITS_PATH,
        handler=show_credits,
        summary="Show the balance",
        answer=CreditsAnswer,
    ),
    Route(
        method="POST",
        path="/api/v1/files/upload/base64",
        handler=upload_base64,
        summary="Upload a picture as base64",
        answer=FileUploadAnswer,
        requests=(Base64UploadRequest,),
        refusals=_UPLOAD,
    ),
    Route(
        method="POST",
        path=STREAM_UPLOAD_PATH,
        handler=upload_stream,
        summary="Upload a picture as a form",
        answer=FileUploadAnswer,
        refusals=_UPLOAD,
    ),
    Route(
        method="POST",
        path="/api/v1/files/upload/url",
        handler=upload_url,
        summary="Upload a picture from a URL",
        answer=FileUploadAnswer,
        requests=(UrlUploadRequest,),
        refusals=_UPLOAD,
    ),
    Route(
        method="GET",
        path="/api/v1/files/quota",
        handler=show_quota,
        summary="Show how many files may still be uploaded",
        answer=FileQuotaAnswer,
    ),
    Route(
        method="GET",
        path="/api/v1/files/list",
        handler=list_files,
        summary="List the key's files, newest first",
        answer=FileListAnswer,
        refusals=(Refusal.INVALID_REQUEST,),
        query=("page", "pageSize"),
    ),
    Route(
        method="DELETE",
        path="/api/v1/files/{file_id}",
        handler=delete_file,
        summary="Delete a file",
        answer=FileDeleteAnswer,
        refusals=(Refusal.NOT_FOUND,),
    ),
)
