"""A local server that speaks the video API over real sockets, and fails on demand in every documented way.

    async with run_video_api() as api:
        api.fail_next(Route.SUBMIT, drop_after())
        ...  # point a client at api.base_url with api.key
        assert api.tasks  # what it accepted, and `api.calls` what it was asked

A task moves one step of `api.script` on with every query, so no test has to wait for a clock.
"""

import base64
from collections import deque
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from aiohttp import web
from aiohttp.typedefs import Middleware

from tests.servers.video_api_errors import (
    INVALID_REQUEST,
    INVALID_TASK_ID,
    NOT_CANCELLABLE,
    TASK_NOT_FOUND,
    UNAUTHORIZED,
)
from tests.servers.video_api_faults import Handler
from tests.servers.video_api_state import FINAL, MODEL, Call, Route, TaskStep, VideoApi


@asynccontextmanager
async def run_video_api(*, separate_media: bool = False) -> AsyncIterator[VideoApi]:
    """Serve the API on a free loopback port; with `separate_media` results lie on a second one."""
    api = VideoApi()
    async with AsyncExitStack() as stack:
        api.base_url = await stack.enter_async_context(_serve(api))
        api.media_url = await stack.enter_async_context(_serve(api)) if separate_media else api.base_url
        yield api


@asynccontextmanager
async def _serve(api: VideoApi) -> AsyncIterator[str]:
    app = web.Application(middlewares=[_build_middleware(api)], client_max_size=32 * 1024**2)
    app.add_routes(_build_routes(api))
    runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        yield f"http://{host}:{port}"
    finally:
        await runner.cleanup()


def _build_middleware(api: VideoApi) -> Middleware:
    @web.middleware
    async def go_wrong(request: web.Request, handler: Handler) -> web.StreamResponse:
        name = request.match_info.route.name or ""
        api.calls.append(Call(name, request.method, request.path_qs, dict(request.headers)))
        if name not in set(Route):
            return await handler(request)
        route = Route(name)
        waiting = api.faults.get(route)
        fault = waiting.popleft() if waiting else api.lasting_faults.get(route) or api.weather(route)
        if fault is not None:
            return await fault(request, handler)
        is_open = route in {Route.RESULT, Route.FILE}
        if not is_open and request.headers.get("Authorization") != f"Bearer {api.key}":
            return UNAUTHORIZED.build_response()
        return await handler(request)

    return go_wrong


def _build_routes(api: VideoApi) -> list[web.RouteDef]:
    tasks, files = TaskPages(api), FilePages(api)
    return [
        web.post("/v1/videos/generations", tasks.submit, name=Route.SUBMIT),
        web.get("/v1/tasks", tasks.list_tasks, name=Route.LIST),
        web.post("/v1/tasks/batch", tasks.batch, name=Route.BATCH),
        web.get("/v1/tasks/{task_id}", tasks.query, name=Route.QUERY),
        web.post("/v1/tasks/{task_id}/cancel", tasks.cancel, name=Route.CANCEL),
        web.get("/v1/credits", tasks.credits, name=Route.CREDITS),
        web.get("/v1/models", tasks.models, name=Route.MODELS),
        web.get("/results/{name}", tasks.result, name=Route.RESULT),
        web.post("/api/v1/files/upload/base64", files.upload_base64, name=Route.UPLOAD_BASE64),
        web.post("/api/v1/files/upload/stream", files.upload_stream, name=Route.UPLOAD_STREAM),
        web.post("/api/v1/files/upload/url", files.upload_url, name=Route.UPLOAD_URL),
        web.get("/api/v1/files/quota", files.quota, name=Route.QUOTA),
        web.get("/api/v1/files/list", files.list_files, name=Route.FILES),
        web.delete("/api/v1/files/{file_id}", files.delete, name=Route.DELETE_FILE),
        web.get("/files/{path:.+}", files.open_file, name=Route.FILE),
    ]


@dataclass(frozen=True)
class TaskPages:
    """What is served about tasks and the account."""

    api: VideoApi

    async def submit(self, request: web.Request) -> web.Response:
        """Accept a submission."""
        try:
            body = await request.json()
        except ValueError:
            return INVALID_REQUEST.build_response()
        return self.api.take(body, request.headers.get("Idempotency-Key"))

    async def query(self, request: web.Request) -> web.Response:
        """Describe a task and move it on."""
        task_id = request.match_info["task_id"]
        if not task_id.startswith("task-unified-"):
            return INVALID_TASK_ID.build_response()
        task = self.api.tasks.get(task_id)
        if task is None:
            return TASK_NOT_FOUND.build_response()
        return web.json_response(self.api.describe(task, task.advance()))

    async def list_tasks(self, request: web.Request) -> web.Response:
        """List the tasks, newest first."""
        page, size = int(request.query.get("page", "1")), int(request.query.get("page_size", "20"))
        newest = sorted(self.api.tasks.values(), key=lambda task: task.created, reverse=True)
        rows = [
            {"id": task.id, "status": task.steps[0].status, "model": MODEL, "type": "video", "created_at": task.created}
            for task in newest[(page - 1) * size : page * size]
        ]
        return web.json_response({"data": rows, "total": len(newest), "page": page, "page_size": size})

    async def batch(self, request: web.Request) -> web.Response:
        """Describe several tasks; unknown ones are absent."""
        wanted = (await request.json())["task_ids"]
        known = [self.api.tasks[task_id] for task_id in wanted if task_id in self.api.tasks]
        return web.json_response({"data": [self.api.describe(task, task.steps[0]) for task in known]})

    async def cancel(self, request: web.Request) -> web.Response:
        """Stop a task, which only the studio can."""
        task = self.api.tasks.get(request.match_info["task_id"])
        if task is None:
            return TASK_NOT_FOUND.build_response()
        if task.steps[0].status in FINAL:
            return NOT_CANCELLABLE.build_response()
        task.steps = deque([TaskStep(status="cancelled")])
        return web.json_response(self.api.describe(task, task.steps[0]))

    async def credits(self, _request: web.Request) -> web.Response:
        """Tell the balances."""
        token = {"remaining_credits": 99416.4429, "unlimited_credits": False, "used_credits": 583.5571}
        user = {"remaining_credits": self.api.credits, "used_credits": 135.9048}
        return web.json_response({"data": {"token": token, "user": user}, "message": "", "success": True})

    async def models(self, _request: web.Request) -> web.Response:
        """List the models."""
        return web.json_response({"data": [{"id": MODEL}]})

    async def result(self, _request: web.Request) -> web.Response:
        """Serve the video, whoever asks."""
        return web.Response(body=self.api.video, content_type="video/mp4")


@dataclass(frozen=True)
class FilePages:
    """What is served about files."""

    api: VideoApi

    async def upload_stream(self, request: web.Request) -> web.Response:
        """Store the file of a form."""
        form = await request.post()
        file = form["file"]
        if not isinstance(file, web.FileField):
            return web.json_response({"success": False, "code": 400, "msg": "file is required"})
        name = str(form.get("file_name", file.filename))
        return self.api.add_file(str(form.get("upload_path", "images")), name, file.file.read(), file.content_type)

    async def upload_base64(self, request: web.Request) -> web.Response:
        """Store a file out of JSON."""
        body = await request.json()
        head, _, data = body["base64_data"].partition(",")
        media_type = head.removeprefix("data:").removesuffix(";base64")
        place, name = body.get("upload_path", "images"), body.get("file_name", "unnamed")
        return self.api.add_file(place, name, base64.b64decode(data), media_type)

    async def upload_url(self, request: web.Request) -> web.Response:
        """Pretend to have fetched a file."""
        body = await request.json()
        place, name = body.get("upload_path", "downloads"), body.get("file_name", "unnamed")
        return self.api.add_file(place, name, body["file_url"].encode(), "image/png")

    async def quota(self, _request: web.Request) -> web.Response:
        """Tell how many files there may be."""
        used = len(self.api.files)
        data = {"user_group": "default", "used_files": used, "max_files": 2000, "remain_files": 2000 - used}
        return web.json_response({"success": True, "code": 200, "data": data})

    async def list_files(self, _request: web.Request) -> web.Response:
        """List the files."""
        rows = [
            {"file_id": file.id, "file_name": file.name, "file_size": len(file.content)}
            for file in self.api.files.values()
        ]
        return web.json_response({"success": True, "code": 200, "data": {"total": len(rows), "files": rows}})

    async def delete(self, request: web.Request) -> web.Response:
        """Forget a file."""
        wanted = request.match_info["file_id"]
        paths = [path for path, file in self.api.files.items() if file.id == wanted]
        for path in paths:
            del self.api.files[path]
        return web.json_response({"success": bool(paths), "code": 200 if paths else 404, "msg": ""})

    async def open_file(self, request: web.Request) -> web.Response:
        """Serve an uploaded file, whoever asks."""
        file = self.api.files.get(request.match_info["path"])
        if file is None:
            return web.Response(status=404)
        return web.Response(body=file.content, content_type=file.media_type)
