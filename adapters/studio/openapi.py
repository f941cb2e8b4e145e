"""The studio's OpenAPI document, made from the route table and the models of its bodies."""

import re
from collections import defaultdict
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from adapters.studio.gateway import ErrorForm, ErrorStyle, build_error_body, get_status
from adapters.studio.refusal import ApiRefused, Refusal
from adapters.studio.request_schemas import build_request_schemas
from adapters.studio.routes import ROUTES, STREAM_UPLOAD_PATH, Route, find_error_style
from adapters.studio.settings import Generation

Document = dict[str, Any]

_REF = "#/components/schemas/{model}"
_ID_PATTERNS = {"task_id": "^task-unified-[0-9]{1,12}-[a-z0-9]{8}$", "file_id": "^file_[0-9a-f]{32}$"}
_QUERY_SCHEMAS: dict[str, Document] = {
    "status": {"type": "string", "enum": ["", "processing", "completed", "failed", "cancelled"]},
    "type": {"type": "string"},
    "model": {"type": "string"},
    "page": {"type": "integer", "minimum": 1, "maximum": 1_000_000},
    "page_size": {"type": "integer", "minimum": 1, "maximum": 100},
    "pageSize": {"type": "integer", "minimum": 1, "maximum": 100},
}
_HEADERS: dict[str, Document] = {
    "Idempotency-Key": {
        "description": "A repeated call with the same key and body is answered with the task of the first one.",
        "schema": {"type": "string", "pattern": "^[A-Za-z0-9._-]{16,96}$"},
    },
    "Flipbook-Take": {
        "description": "Another value draws the same request a little differently (only the studio knows this).",
        "schema": {"type": "string", "pattern": "^[A-Za-z0-9]{0,64}$"},
    },
}
_REPLAYED: Document = {
    "idempotency-replayed": {"description": "`true` where the key was known", "schema": {"type": "string"}}
}
_RETRY_AFTER: Document = {"Retry-After": {"description": "Seconds to wait", "schema": {"type": "integer"}}}
_STREAM_FORM: Document = {
    "type": "object",
    "required": ["file"],
    "properties": {
        "file": {"type": "string", "format": "binary"},
        "upload_path": {"type": "string", "maxLength": 255},
        "file_name": {"type": "string", "maxLength": 255},
    },
}
_ERROR_SCHEMAS: dict[ErrorForm, Document] = {
    ErrorForm.CURRENT: {
        "type": "object",
        "required": ["error"],
        "properties": {
            "error": {
                "type": "object",
                "required": ["code", "message", "type"],
                "properties": {
                    "code": {"type": "string"},
                    "message": {"type": "string"},
                    "type": {"type": "string"},
                    "param": {"type": "string"},
                },
            }
        },
    },
    ErrorForm.INTEGER: {
        "type": "object",
        "required": ["error"],
        "properties": {
            "error": {
                "type": "object",
                "required": ["code", "message", "type"],
                "properties": {
                    "code": {"type": "integer"},
                    "message": {"type": "string"},
                    "type": {"type": "string"},
                    "param": {"type": "string"},
                    "fallback_suggestion": {"type": "string"},
                },
            }
        },
    },
    ErrorForm.FILES: {
        "type": "object",
        "required": ["success", "code", "msg"],
        "properties": {
            "success": {"type": "boolean", "const": False},
            "code": {"type": "integer"},
            "msg": {"type": "string"},
        },
    },
}


def build_document(generation: Generation) -> Document:
    """Return the OpenAPI 3.1 document of a studio that answers as `generation`."""
    paths: dict[str, Document] = defaultdict(dict)
    for route in ROUTES:
        paths[route.path][route.method.lower()] = _build_operation(route, generation)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Flipbook studio",
            "version": "1.0.0",
            "description": "The video service's API, served locally: the same routes, rendered on the CPU.",
        },
        "security": [{"bearerAuth": []}],
        "paths": dict(paths),
        "components": {
            "schemas": {**_build_model_schemas(generation), **_build_error_schemas()},
            "securitySchemes": {"bearerAuth": {"type": "http", "scheme": "bearer"}},
        },
    }


def _build_operation(route: Route, generation: Generation) -> Document:
    operation: Document = {
        "operationId": route.handler.__name__,
        "summary": route.summary,
        "responses": {
            "200": _build_success(route),
            **_build_refusals(route, find_error_style(route.path, generation)),
        },
    }
    parameters = _build_parameters(route)
    if parameters:
        operation["parameters"] = parameters
    if route.path == STREAM_UPLOAD_PATH:
        form = {"multipart/form-data": {"schema": _STREAM_FORM}}
        operation["requestBody"] = {"required": True, "content": form}
    elif route.requests:
        operation["requestBody"] = {"required": True, "content": _wrap(_combine(route.requests))}
    return operation


def _build_success(route: Route) -> Document:
    success: Document = {"description": "Success", "content": _wrap(_refer(route.answer))}
    return {**success, "headers": _REPLAYED} if "Idempotency-Key" in route.headers else success


def _build_parameters(route: Route) -> list[Document]:
    in_path: list[Document] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string", "pattern": _ID_PATTERNS[name]}}
        for name in re.findall(r"{(\w+)}", route.path)
    ]
    in_query: list[Document] = [{"name": name, "in": "query", "schema": _QUERY_SCHEMAS[name]} for name in route.query]
    in_header: list[Document] = [{"name": name, "in": "header", **_HEADERS[name]} for name in route.headers]
    return in_path + in_query + in_header


def _build_refusals(route: Route, style: ErrorStyle) -> Document:
    by_status: dict[int, list[Refusal]] = defaultdict(list)
    for refusal in (*route.refusals, style.unauthorized, style.rate_limited, style.internal):
        by_status[get_status(refusal.value, style.form)].append(refusal)
    return {str(status): _build_refusal(refusals, style.form) for status, refusals in sorted(by_status.items())}


def _build_refusal(refusals: list[Refusal], form: ErrorForm) -> Document:
    rows = [refusal.value for refusal in refusals]
    messages = [(form is ErrorForm.INTEGER and row.old_message) or row.message for row in rows]
    schema = {"$ref": _REF.format(model=_name_error_schema(form))}
    example = build_error_body(ApiRefused(refusals[0]), form)
    answer: Document = {
        "description": "; ".join(dict.fromkeys(messages)),
        "content": {"application/json": {"schema": schema, "example": example}},
    }
    is_about_pace = get_status(rows[0], form) == HTTPStatus.TOO_MANY_REQUESTS
    return {**answer, "headers": _RETRY_AFTER} if is_about_pace else answer


def _build_model_schemas(generation: Generation) -> Document:
    requests = {model for route in ROUTES for model in route.requests}
    answers = {route.answer for route in ROUTES}
    requested = build_request_schemas(_sort(requests), generation, ref_template=_REF)
    _, answered = models_json_schema([(model, "serialization") for model in _sort(answers)], ref_template=_REF)
    return {**requested, **answered["$defs"]}


def _build_error_schemas() -> Document:
    return {_name_error_schema(form): schema for form, schema in _ERROR_SCHEMAS.items()}


def _name_error_schema(form: ErrorForm) -> str:
    return f"{form.value.capitalize()}Error"


def _sort(models: Iterable[type[BaseModel]]) -> list[type[BaseModel]]:
    return sorted(models, key=lambda model: model.__name__)


def _refer(model: type[BaseModel]) -> Document:
    return {"$ref": _REF.format(model=model.__name__)}


def _combine(models: tuple[type[BaseModel], ...]) -> Document:
    if len(models) == 1:
        return _refer(models[0])
    return {"oneOf": [_refer(model) for model in models]}


def _wrap(schema: Document) -> Document:
    return {"application/json": {"schema": schema}}
