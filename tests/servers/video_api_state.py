"""What the local video API of `tests.servers.video_api` knows: its tasks, files, balance and the faults to come."""

import hashlib
import json
import struct
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from aiohttp import web

from tests.servers.video_api_errors import (
    IDEMPOTENCY_CONFLICT,
    INSUFFICIENT_QUOTA,
    INVALID_REQUEST,
    MODEL_ACCESS_DENIED,
    ErrorRow,
)
from tests.servers.video_api_faults import Fault
from tests.servers.video_api_rules import find_broken_field

MODEL = "kling-v3-image-to-video"
FINAL = frozenset({"completed", "failed", "cancelled"})
_UNITS = {("720p", "off"): 5.4, ("720p", "on"): 8.1, ("1080p", "off"): 7.2036, ("1080p", "on"): 10.8}


class Route(StrEnum):
    """Every call the server knows; also the name of its route."""

    SUBMIT = "submit"
    QUERY = "query"
    LIST = "list"
    BATCH = "batch"
    CANCEL = "cancel"
    CREDITS = "credits"
    MODELS = "models"
    UPLOAD_BASE64 = "upload_base64"
    UPLOAD_STREAM = "upload_stream"
    UPLOAD_URL = "upload_url"
    QUOTA = "quota"
    FILES = "files"
    DELETE_FILE = "delete_file"
    FILE = "file"
    RESULT = "result"


@dataclass(frozen=True, kw_only=True)
class TaskStep:
    """One moment in a task's life."""

    status: str
    progress: int = 0
    error: tuple[str, str] | None = None
    #: Further members of the answer, which replace those above.
    extra: Mapping[str, object] = field(default_factory=dict)


SUCCESS = (
    TaskStep(status="pending"),
    TaskStep(status="processing", progress=40),
    TaskStep(status="completed", progress=100),
)
ENDLESS = (TaskStep(status="processing", progress=5),)


def build_failure(code: str, message: str = "") -> tuple[TaskStep, ...]:
    """Return the life of a task that fails at once."""
    return (TaskStep(status="failed", error=(code, message)),)


def build_video(size_bytes: int = 4096) -> bytes:
    """Return the boxes of an MP4 file of this size that shows nothing."""
    kind = b"isom\x00\x00\x02\x00isomiso2avc1mp41"
    start = struct.pack(">I", 8 + len(kind)) + b"ftyp" + kind
    return start + struct.pack(">I", size_bytes - len(start)) + b"mdat" + bytes(size_bytes - len(start) - 8)


@dataclass
class ServedTask:
    """A task as the server keeps it."""

    id: str
    body: Mapping[str, Any]
    steps: deque[TaskStep]
    created: int

    def advance(self) -> TaskStep:
        """Return the present step and move on unless it is the last."""
        return self.steps.popleft() if len(self.steps) > 1 else self.steps[0]


@dataclass(frozen=True)
class Call:
    """One request that arrived."""

    route: str
    method: str
    path: str
    headers: Mapping[str, str]


@dataclass
class StoredFile:
    """A file that was uploaded."""

    id: str
    name: str
    content: bytes
    media_type: str


@dataclass
class VideoApi:
    """The state of one local server; tests change it between calls."""

    base_url: str = ""
    #: Where results lie; the same server unless it was started with `separate_media`.
    media_url: str = ""
    key: str = "sk-test-key"
    credits: float = 1000.0
    script: tuple[TaskStep, ...] = SUCCESS
    estimated_seconds: int = 300
    takes_lone_last_frame: bool = False
    #: Every upload gets an address of its own, even under a name that is there already.
    renames_uploads: bool = False
    video: bytes = field(default_factory=build_video)
    calls: list[Call] = field(default_factory=list)
    tasks: dict[str, ServedTask] = field(default_factory=dict)
    #: By the path of their address.
    files: dict[str, StoredFile] = field(default_factory=dict)
    keys: dict[str, tuple[str, str]] = field(default_factory=dict)
    faults: dict[Route, deque[Fault]] = field(default_factory=dict)
    lasting_faults: dict[Route, Fault] = field(default_factory=dict)
    #: Asked at each call for which no fault was ordered.
    weather: Callable[[Route], Fault | None] = lambda _route: None
    #: Told of each task that is accepted, before anybody hears of it.
    on_accept: Callable[[ServedTask], None] = lambda _task: None
    #: Submissions that were answered with the task of an earlier one under the same key.
    replays: int = 0

    def fail_next(self, route: Route, *faults: Fault) -> None:
        """Let the next calls of a route go wrong, one after the other."""
        self.faults.setdefault(route, deque()).extend(faults)

    def fail_always(self, route: Route, fault: Fault) -> None:
        """Let every further call of a route go wrong."""
        self.lasting_faults[route] = fault

    def count(self, route: Route) -> int:
        """Return how often a route was called."""
        return sum(call.route == route for call in self.calls)

    def add_task(self, *, created: int | None = None) -> ServedTask:
        """Accept a task that nobody submitted."""
        return self._accept({"duration": 5}, created=created)

    def add_file(self, place: str, name: str, content: bytes, media_type: str) -> web.Response:
        """Store an upload and answer with its addresses."""
        if self.renames_uploads:
            name = f"{len(self.files)}-{name}"
        stored = StoredFile(f"file_{len(self.files)}", name, content, media_type)
        self.files[f"{place}/{name}"] = stored
        data = {
            "file_id": stored.id,
            "file_name": name,
            "original_name": name,
            "file_size": len(content),
            "mime_type": media_type,
            "upload_path": place,
            "file_url": f"{self.base_url}/files/{place}/{name}",
            "download_url": f"{self.base_url}/api/v1/files/download/{stored.id}",
            "upload_time": "2025-10-09T00:00:00+08:00",
            "expires_at": time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime(time.time() + 72 * 3600)),
        }
        return web.json_response({"success": True, "code": 200, "msg": "File uploaded successfully", "data": data})

    def take(self, body: Mapping[str, Any], key: str | None) -> web.Response:
        """Accept a submission or refuse it, in the documented order."""
        refusal = self._refuse(body)
        if refusal is not None:
            return refusal
        digest = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
        known = self.keys.get(key or "")
        if known and known[0] != digest:
            return IDEMPOTENCY_CONFLICT.build_response()
        if known:
            self.replays += 1
            answer = self._describe_new(self.tasks[known[1]])
            return web.json_response(answer, headers={"idempotency-replayed": "true"})
        task = self._accept(body)
        if key:
            self.keys[key] = (digest, task.id)
        self.credits -= self.price(body)
        return web.json_response(self._describe_new(task))

    def describe(self, task: ServedTask, step: TaskStep) -> dict[str, object]:
        """Return a task as the query does."""
        answer: dict[str, object] = {
            "created": task.created,
            "id": task.id,
            "model": MODEL,
            "object": "video.generation.task",
            "progress": step.progress,
            "status": step.status,
            "task_info": {"can_cancel": step.status not in FINAL},
            "type": "video",
        }
        if step.status == "completed":
            answer["results"] = [f"{self.media_url}/results/{task.id}.mp4"]
        if step.error:
            answer["error"] = {"code": step.error[0], "message": step.error[1], "type": "task_error"}
        return {**answer, **step.extra}

    def _refuse(self, body: Mapping[str, Any]) -> web.Response | None:
        if body.get("model") != MODEL:
            return MODEL_ACCESS_DENIED.build_response()
        field_at_fault = find_broken_field(body, takes_lone_last_frame=self.takes_lone_last_frame)
        if field_at_fault:
            return _name_field(INVALID_REQUEST, field_at_fault).build_response()
        return INSUFFICIENT_QUOTA.build_response() if self.price(body) > self.credits else None

    def _accept(self, body: Mapping[str, Any], *, created: int | None = None) -> ServedTask:
        now = int(time.time()) if created is None else created
        task = ServedTask(f"task-unified-{now}-{len(self.tasks):08d}", body, deque(self.script), now)
        self.tasks[task.id] = task
        self.on_accept(task)
        return task

    def _describe_new(self, task: ServedTask) -> dict[str, object]:
        seconds = task.body.get("duration", 5)
        return {
            **self.describe(task, TaskStep(status="pending")),
            "task_info": {
                "can_cancel": True,
                "estimated_time": self.estimated_seconds,
                "video_duration": seconds,
            },
            "usage": {
                "billing_rule": "per_second",
                "credits_reserved": self.price(task.body),
                "user_group": "default",
            },
        }

    def price(self, body: Mapping[str, Any]) -> float:
        """Return what a submission costs, in credits."""
        per_second = _UNITS.get((body.get("quality", "720p"), body.get("sound", "off")), 27.0)
        return per_second * float(body.get("duration", 5))


def _name_field(row: ErrorRow, name: str) -> ErrorRow:
    return ErrorRow(
        status=row.status,
        code=row.code,
        message=f"{row.message}: {name}",
        kind=row.kind,
        extra=(("param", name),),
    )
