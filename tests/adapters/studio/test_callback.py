"""Callbacks: what is sent, how often, and where never."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from adapters.studio.address_guard import AddressGuard
from adapters.studio.callback import CallbackSender
from adapters.studio.settings import StudioSettings
from tests.adapters.studio.client import Body, build_settings, open_client
from tests.adapters.studio.resolver import TableResolver


@dataclass
class Hook:
    """A server that answers with the statuses it is given, the last one for ever."""

    statuses: list[int]
    bodies: list[Body] = field(default_factory=list)
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    received: asyncio.Event = field(default_factory=asyncio.Event)

    async def take(self, request: web.Request) -> web.Response:
        self.bodies.append(await request.json())
        self.asked.set()
        status = self.statuses[min(len(self.bodies), len(self.statuses)) - 1]
        if status == 200:
            self.received.set()
        return web.Response(status=status, headers={"Location": "/elsewhere"})


@asynccontextmanager
async def open_hook(*statuses: int) -> AsyncIterator[tuple[Hook, Callable[[str], str]]]:
    hook = Hook(statuses=list(statuses))
    application = web.Application()
    application.router.add_post("/done", hook.take)
    server = TestServer(application)
    async with server:
        yield hook, lambda path: str(server.make_url(path))


@pytest.mark.parametrize(("prompt", "status"), [("Slow push in", "completed"), ("die", "failed")])
async def test_sends_what_a_query_answers(tmp_path: Path, prompt: str, status: str) -> None:
    settings = build_settings(tmp_path, allow_insecure_callbacks=True)
    async with open_hook(200) as (hook, make_url), open_client(settings) as client:
        task_id = await client.begin(prompt=prompt, callback_url=make_url("/done"))
        await hook.received.wait()
        queried = await client.query(task_id)

    assert hook.bodies == [queried.body]
    assert queried.body["status"] == status
    assert queried.body["usage"]["credits_reserved"] == 0


async def test_calls_back_when_a_task_is_cancelled(tmp_path: Path) -> None:
    settings = build_settings(tmp_path / "data", allow_insecure_callbacks=True)
    async with open_hook(200) as (hook, make_url), open_client(settings) as client:
        prompt = f"wait for {tmp_path / 'never'}"
        task_id = await client.begin(prompt=prompt, callback_url=make_url("/done"))
        await client.call("POST", f"/v1/tasks/{task_id}/cancel")
        await hook.received.wait()

    assert [body["status"] for body in hook.bodies] == ["cancelled"]


async def test_sends_after_a_restart_what_was_not_taken_before(tmp_path: Path) -> None:
    settings = build_settings(tmp_path, allow_insecure_callbacks=True, callback_retry_seconds=(600.0,))
    async with open_hook(500, 200) as (hook, make_url):
        async with open_client(settings) as client:
            await client.make(callback_url=make_url("/done"))
            await hook.asked.wait()

        async with open_client(settings):
            await hook.received.wait()

    assert len(hook.bodies) == 2


async def test_tries_four_times_in_all_and_follows_no_redirect() -> None:
    guard = AddressGuard(allow_private=True)
    async with open_hook(302) as (hook, make_url), guard.open_session() as session:
        sender = CallbackSender(guard=guard, session=session, retry_seconds=(0, 0, 0))
        taken = await sender.send(make_url("/done"), b"{}")

    assert taken is False
    assert len(hook.bodies) == 4


async def test_stops_trying_once_the_callback_is_taken() -> None:
    guard = AddressGuard(allow_private=True)
    async with open_hook(500, 204) as (hook, make_url), guard.open_session() as session:
        sender = CallbackSender(guard=guard, session=session, retry_seconds=(0, 0, 0))
        taken = await sender.send(make_url("/done"), b"{}")

    assert taken is True
    assert len(hook.bodies) == 2


async def test_gives_up_an_attempt_that_is_never_answered() -> None:
    answer = asyncio.Event()

    async def never(_request: web.Request) -> web.Response:
        await answer.wait()
        return web.Response()

    application = web.Application()
    application.router.add_post("/", never)
    guard = AddressGuard(allow_private=True)
    async with TestServer(application) as server, guard.open_session() as session:
        sender = CallbackSender(guard=guard, session=session, retry_seconds=(0,), timeout_seconds=0.1)
        taken = await sender.send(str(server.make_url("/")), b"{}")
        answer.set()

    assert taken is False


async def test_waits_as_long_as_documented(tmp_path: Path) -> None:
    guard = AddressGuard()
    async with guard.open_session() as session:
        sender = CallbackSender(guard=guard, session=session, retry_seconds=())

    assert sender.timeout_seconds == 10
    assert StudioSettings(data_dir=tmp_path).callback_retry_seconds == (1, 2, 4)


async def test_never_calls_a_name_that_has_become_private() -> None:
    guard = AddressGuard(resolver=TableResolver({"hooks.example": ["127.0.0.1"]}))
    async with open_hook(200) as (hook, make_url), guard.open_session() as session:
        sender = CallbackSender(guard=guard, session=session, retry_seconds=())
        port = make_url("/done").rsplit(":", 1)[1]
        taken = await sender.send(f"https://hooks.example:{port}", b"{}")

    assert taken is False
    assert hook.bodies == []
