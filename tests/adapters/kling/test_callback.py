from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestClient, TestServer

from adapters.kling.callback import callback_routes, callback_url
from tests.adapters.kling.builders import JOB_ID

SECRET = b"a secret of this bot"


@pytest.fixture
def woken() -> list[str]:
    return []


@pytest.fixture
async def receiver(woken: list[str]) -> AsyncIterator[TestClient[web.Request, web.Application]]:
    app = web.Application()
    app.add_routes(callback_routes(SECRET, woken.append))
    async with TestClient(TestServer(app)) as client:
        yield client


def build_path(job_id: str = JOB_ID, *, secret: bytes = SECRET) -> str:
    return urlsplit(callback_url("https://bot.example", secret=secret, job_id=job_id)).path


def test_an_address_leads_to_the_job_and_cannot_be_guessed() -> None:
    url = callback_url("https://bot.example/", secret=SECRET, job_id=JOB_ID)
    other = callback_url("https://bot.example/", secret=b"another", job_id=JOB_ID)

    assert url.startswith(f"https://bot.example/callbacks/{JOB_ID}/")
    assert len(url.rpartition("/")[2]) == 64
    assert url != other


async def test_wakes_the_watcher_of_the_job(
    receiver: TestClient[web.Request, web.Application], woken: list[str]
) -> None:
    response = await receiver.post(build_path(), json={"id": "task-unified-1-a", "status": "completed"})

    assert response.status == 204
    assert woken == [JOB_ID]


async def test_wakes_again_when_a_callback_is_repeated(
    receiver: TestClient[web.Request, web.Application], woken: list[str]
) -> None:
    for _ in range(2):
        await receiver.post(build_path(), json={})

    assert woken == [JOB_ID, JOB_ID]


@pytest.mark.parametrize("body", [b"", b"not json", b"\x00\xff", b'{"id": "of another job"}'])
async def test_does_not_care_what_a_callback_says(
    receiver: TestClient[web.Request, web.Application], woken: list[str], body: bytes
) -> None:
    await receiver.post(build_path(), data=body)

    assert woken == [JOB_ID]


@pytest.mark.parametrize(
    "path",
    [
        build_path(secret=b"another"),
        build_path().replace(JOB_ID, "0" * 24),
        f"/callbacks/{JOB_ID}/",
        f"/callbacks/{JOB_ID}/x",
        f"/callbacks/{JOB_ID}/{'%C3%A4' * 32}",
        f"/callbacks/{JOB_ID}",
    ],
)
async def test_knows_no_other_address(
    receiver: TestClient[web.Request, web.Application], woken: list[str], path: str
) -> None:
    response = await receiver.post(path, json={})

    assert response.status == 404
    assert not woken


async def test_takes_nothing_but_a_post(receiver: TestClient[web.Request, web.Application], woken: list[str]) -> None:
    response = await receiver.get(build_path())

    assert response.status == 405
    assert not woken


async def test_does_not_read_a_body_without_end(
    receiver: TestClient[web.Request, web.Application], woken: list[str], session: ClientSession
) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(64):
            yield bytes(16 * 1024)

    response = await session.post(receiver.make_url(build_path()), data=endless())

    assert response.status == 413
    assert not woken
