import asyncio
from dataclasses import replace

import pytest
from aiohttp import ClientSession, web

from adapters.kling.answers import TaskAnswer
from adapters.kling.connection import ApiCall, ApiConnection, parse_answer
from adapters.kling.reply import ApiReply
from adapters.kling.settings import KlingSettings
from bot.errors import OutcomeUnknown, ServiceBusy, ServiceFailed
from tests.servers.video_api_errors import INTERNAL_ERROR, RATE_LIMIT_EXCEEDED, UNAUTHORIZED
from tests.servers.video_api_faults import Handler, answer_body, answer_error, drip, drop_before
from tests.servers.video_api_state import Route, VideoApi


@pytest.fixture
def connection(settings: KlingSettings, session: ClientSession) -> ApiConnection:
    return ApiConnection(session, settings)


@pytest.fixture
def question(api: VideoApi) -> ApiCall:
    return ApiCall(method="GET", url=f"{api.base_url}/v1/credits", timeout_seconds=30.0)


def read_status(reply: ApiReply) -> int:
    return reply.status


async def test_returns_a_successful_answer(connection: ApiConnection, question: ApiCall) -> None:
    reply = await connection.call_once(question)

    assert reply.status == 200
    assert isinstance(reply.body, dict)


@pytest.mark.parametrize("failures", [1, 2])
async def test_repeats_what_may_be_repeated(
    api: VideoApi, connection: ApiConnection, question: ApiCall, failures: int
) -> None:
    api.fail_next(Route.CREDITS, *[answer_error(INTERNAL_ERROR)] * failures)

    assert await connection.call_repeatedly(question, read_status) == 200


async def test_gives_up_after_as_many_attempts_as_are_set(
    api: VideoApi, settings: KlingSettings, session: ClientSession, question: ApiCall
) -> None:
    api.fail_always(Route.CREDITS, answer_error(INTERNAL_ERROR))
    limits = replace(settings.limits, attempts=5)

    with pytest.raises(ServiceBusy) as caught:
        await ApiConnection(session, replace(settings, limits=limits)).call_repeatedly(question, read_status)

    assert caught.value.code == "internal_error"
    assert api.count(Route.CREDITS) == 5


async def test_does_not_repeat_a_refusal(api: VideoApi, connection: ApiConnection, question: ApiCall) -> None:
    api.fail_always(Route.CREDITS, answer_error(UNAUTHORIZED))

    with pytest.raises(ServiceFailed):
        await connection.call_repeatedly(question, read_status)

    assert api.count(Route.CREDITS) == 1


async def test_waits_as_long_as_it_is_asked_to(
    api: VideoApi, settings: KlingSettings, session: ClientSession, question: ApiCall
) -> None:
    # The pause of its own would outlast the test.
    limits = replace(settings.limits, pause_seconds=3600.0)
    api.fail_next(Route.CREDITS, answer_error(RATE_LIMIT_EXCEEDED, headers={"Retry-After": "0.01"}))

    status = await ApiConnection(session, replace(settings, limits=limits)).call_repeatedly(question, read_status)

    assert status == 200


async def test_does_not_read_an_answer_without_end(api: VideoApi, connection: ApiConnection, question: ApiCall) -> None:
    api.fail_always(Route.CREDITS, answer_body(b"[" + b"0," * 1024**2 + b"0]"))

    assert (await connection.call_once(question)).body is None


async def test_a_dripping_answer_is_an_unknown_outcome(
    api: VideoApi, connection: ApiConnection, question: ApiCall
) -> None:
    api.fail_always(Route.CREDITS, drip())

    with pytest.raises(OutcomeUnknown):
        await connection.call_once(question)


async def test_a_dropped_connection_is_an_unknown_outcome(
    api: VideoApi, connection: ApiConnection, question: ApiCall
) -> None:
    api.fail_always(Route.CREDITS, drop_before())

    with pytest.raises(OutcomeUnknown) as caught:
        await connection.call_once(question)

    assert caught.value.__cause__ is not None


async def test_a_cancelled_call_is_not_swallowed(api: VideoApi, connection: ApiConnection, question: ApiCall) -> None:
    is_asked = asyncio.Event()

    async def never_answer(_request: web.Request, _handler: Handler) -> web.StreamResponse:
        is_asked.set()
        return await asyncio.Future[web.StreamResponse]()

    api.fail_always(Route.CREDITS, never_answer)
    async with asyncio.TaskGroup() as tasks:
        call = tasks.create_task(connection.call_repeatedly(question, read_status))
        await is_asked.wait()
        call.cancel()

    assert call.cancelled()
    assert api.count(Route.CREDITS) == 1


@pytest.mark.parametrize("body", [None, [], {}, {"id": 1}])
def test_an_unreadable_answer_to_a_successful_call_is_an_unknown_outcome(body: object) -> None:
    with pytest.raises(OutcomeUnknown):
        parse_answer(ApiReply(status=200, body=body), TaskAnswer)
