"""A small client of the studio's API, and a studio to go with it."""

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, FormData
from aiohttp.abc import AbstractResolver
from PIL import Image
from pydantic import SecretStr

from adapters.studio.server import open_studio
from adapters.studio.settings import StudioKey, StudioLimits, StudioSettings
from adapters.studio.video_request import VIDEO_MODEL
from tests.adapters.studio.fake_render import fake_render
from tests.adapters.studio.resolver import TableResolver

Body = dict[str, Any]

FIRST_KEY = "sk-first"
SECOND_KEY = "sk-second"
KEYS = (StudioKey(token=SecretStr(FIRST_KEY)), StudioKey(token=SecretStr(SECOND_KEY)))
UNFINISHED = ("pending", "processing")


@dataclass(frozen=True, kw_only=True)
class Answer:
    status: int
    body: Body
    headers: dict[str, str]

    @property
    def error(self) -> Body:
        error: Body = self.body["error"]
        return error


@dataclass(frozen=True, kw_only=True)
class StudioClient:
    base_url: str
    session: ClientSession
    token: str = FIRST_KEY

    def using(self, token: str) -> "StudioClient":
        return StudioClient(base_url=self.base_url, session=self.session, token=token)

    async def call(self, method: str, path: str, **options: Any) -> Answer:  # noqa: ANN401  # aiohttp's own
        headers = {"Authorization": f"Bearer {self.token}", **options.pop("headers", {})}
        async with self.session.request(method, f"{self.base_url}{path}", headers=headers, **options) as response:
            lowered = {name.lower(): value for name, value in response.headers.items()}
            return Answer(status=response.status, body=await response.json(), headers=lowered)

    async def submit(self, body: Body, *, key: str | None = None, take: str | None = None) -> Answer:
        named = {"Idempotency-Key": key, "Flipbook-Take": take}
        headers = {name: value for name, value in named.items() if value is not None}
        return await self.call("POST", "/v1/videos/generations", json=body, headers=headers)

    async def query(self, task_id: str) -> Answer:
        return await self.call("GET", f"/v1/tasks/{task_id}")

    async def upload(self, content: bytes | None = None, **fields: str) -> Answer:
        form = FormData()
        form.add_field("file", io.BytesIO(content or build_picture()), filename="day.jpg")
        for name, value in fields.items():
            form.add_field(name, value)
        return await self.call("POST", "/api/v1/files/upload/stream", data=form)

    async def begin(self, **changes: object) -> str:
        uploaded = await self.upload()
        answer = await self.submit(build_body(image_start=uploaded.body["data"]["file_url"], **changes))
        task_id: str = answer.body["id"]
        return task_id

    async def wait_until(self, task_id: str, *states: str) -> Body:
        async with asyncio.timeout(60):
            while True:
                task = (await self.query(task_id)).body
                if task["status"] in states:
                    return task
                await asyncio.sleep(0.02)

    async def wait_until_rendering(self, task_id: str) -> Body:
        task = await self.wait_until(task_id, "processing")
        while task["progress"] == 0:
            task = (await self.query(task_id)).body
        return task

    async def wait_until_over(self, task_id: str) -> Body:
        return await self.wait_until(task_id, "completed", "failed", "cancelled")

    async def make(self, **changes: object) -> Body:
        return await self.wait_until_over(await self.begin(**changes))


@dataclass
class HandClock:
    now: float = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


def build_settings(data_dir: Path, *, limits: StudioLimits | None = None, **changes: Any) -> StudioSettings:  # noqa: ANN401  # fields of the settings
    # No picture of these tests is bad because the machine stood still.
    patient = replace(limits or StudioLimits(), picture_seconds=60)
    return StudioSettings(**{"data_dir": data_dir, "workers": 1, "keys": KEYS, "limits": patient, **changes})


def build_picture(width: int = 320, height: int = 320, kind: str = "JPEG") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(file, kind)
    return file.getvalue()


def build_body(**changes: object) -> Body:
    body = {
        "model": VIDEO_MODEL,
        "image_start": "https://example.com/day.jpg",
        "prompt": "Slow push in",
        "duration": 3,
    }
    return {name: value for name, value in {**body, **changes}.items() if value is not None}


@asynccontextmanager
async def open_client(
    settings: StudioSettings, *, clock: HandClock | None = None, resolver: AbstractResolver | None = None
) -> AsyncIterator[StudioClient]:
    """Open a studio whose names resolve to nothing unless `resolver` knows better: no test leaves the machine."""
    clocked = {"clock": clock} if clock else {}
    async with (
        open_studio(settings, render=fake_render, resolver=resolver or TableResolver({}), **clocked) as studio,
        ClientSession() as session,
    ):
        yield StudioClient(base_url=studio.base_url, session=session)
