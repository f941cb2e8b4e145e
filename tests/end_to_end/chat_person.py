"""Somebody at the chat page, speaking to its API as the page does."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from aiohttp import ClientSession, CookieJar, FormData

Json = dict[str, Any]
#: However slow the machine is, what has not come by then does not come.
PATIENCE_SECONDS = 300.0


class ChatPerson:
    """One browser with its own cookie."""

    def __init__(self, session: ClientSession, address: str) -> None:
        self._session = session
        self._address = address
        self._headers = {"Origin": address}

    def at(self, address: str) -> "ChatPerson":
        """Return the same person at another address of the same bot."""
        return ChatPerson(self._session, address)

    async def sign_in(self) -> None:
        async with self._session.get(f"{self._address}/api/state") as response:
            assert response.status == 200, await response.text()

    async def animate(
        self, options: Mapping[str, str], pictures: Mapping[str, Path | str], *, event_id: str | None = None
    ) -> Json:
        """Order a video; a picture is a file, or `job:ID` for the last frame of that job's video."""
        status, answer = await self.try_animate(options, pictures, event_id=event_id)
        assert status == 200, answer
        job: Json = answer["job"]
        return job

    async def try_animate(
        self, options: Mapping[str, str], pictures: Mapping[str, Path | str], *, event_id: str | None = None
    ) -> tuple[int, Json]:
        words = {"channel": "general", "event_id": event_id or str(uuid4()), **options}
        form = FormData(words, default_to_multipart=True)
        for name, picture in pictures.items():
            if isinstance(picture, Path):
                form.add_field(name, picture.read_bytes(), filename=picture.name)
            else:
                form.add_field(f"{name}_job", picture.removeprefix("job:"))
        async with self._session.post(f"{self._address}/api/animate", data=form, headers=self._headers) as response:
            return response.status, await response.json()

    async def insist(self, options: Mapping[str, str], pictures: Mapping[str, Path | str], *, event_id: str) -> Json:
        """Order a video again and again, as one event, until the order is taken."""
        async for _ in every_moment():
            status, answer = await self.try_animate(options, pictures, event_id=event_id)
            if status == 200:
                job: Json = answer["job"]
                return job
        raise AssertionError(answer)

    async def act(self, job_id: str, action: str) -> tuple[int, Json]:
        url = f"{self._address}/api/jobs/{job_id}/actions/{action}"
        async with self._session.post(url, json={"event_id": str(uuid4())}, headers=self._headers) as response:
            return response.status, await response.json()

    async def notify(self, words: str, *, channel: str) -> str:
        body = {"words": words, "channel": channel}
        async with self._session.post(f"{self._address}/api/notify", json=body, headers=self._headers) as response:
            answer: str = (await response.json())["answer"]
            return answer

    async def read_messages(self, channel: str = "general", *, before: int | None = None) -> list[Json]:
        query = {} if before is None else {"before": str(before)}
        url = f"{self._address}/api/channels/{channel}/messages"
        async with self._session.get(url, params=query) as response:
            messages: list[Json] = (await response.json())["messages"]
            return messages

    async def read_job(self, job_id: str) -> Json:
        async with self._session.get(f"{self._address}/api/jobs/{job_id}") as response:
            job: Json = (await response.json())["job"]
            return job

    async def wait_for_end(self, job_id: str, *, seconds: float = PATIENCE_SECONDS) -> Json:
        """Return the job once it has ended."""
        async for _ in every_moment(seconds=seconds):
            job = await self.read_job(job_id)
            if job["is_final"]:
                return job
        message = f"job {job_id} did not end"
        raise AssertionError(message)

    async def wait_for_message(self, job_id: str, kind: str, *, channel: str = "general") -> Json:
        """Return the message of this kind about a job."""
        async for _ in every_moment():
            for message in await self.read_messages(channel):
                if message["kind"] == kind and message.get("job_id") == job_id:
                    return message
        complaint = f"no {kind} about job {job_id} came"
        raise AssertionError(complaint)

    async def download(self, url: str, to: Path) -> Path:
        async with self._session.get(f"{self._address}{url}") as response:
            assert response.status == 200
            await asyncio.to_thread(to.write_bytes, await response.read())
        return to


async def every_moment(*, seconds: float = PATIENCE_SECONDS) -> AsyncIterator[None]:
    """Yield again and again until the time has passed."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + seconds
    while loop.time() < deadline:
        yield
        await asyncio.sleep(0.2)


@asynccontextmanager
async def at_the_page(address: str) -> AsyncIterator[ChatPerson]:
    """Lend somebody who has opened the page."""
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as session:
        person = ChatPerson(session, address)
        await person.sign_in()
        yield person
