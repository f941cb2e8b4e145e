"""The bots that the Slack measurements look at, each in a process of its own."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.app import open_slack
from benchmarks.chat_process import BotOrder, Kind, fetch_video, open_timed_foundations, say_completed, stay_ready
from bot.application.core import Core, open_core
from bot.application.foundations import Foundations
from bot.application.slack_side import build_slack_parts, open_slack_side
from bot.responsiveness import favour_event_loop
from tests.servers.slack.bare_bot import Answer, BotAccount, acknowledge, build_app, run_socket_bot

_PING_SECONDS = 10.0


class SlackOrder(BotOrder):
    """Which bot to run, and on what; `origin` is the Web API's address and `token` the bot's."""

    app_token: str
    files_origin: str


async def run(order: SlackOrder) -> None:
    """Be the bot until somebody ends the process."""
    async with _open_bot(order):
        await stay_ready()


@asynccontextmanager
async def _open_bot(order: SlackOrder) -> AsyncIterator[None]:
    if order.kind is Kind.DEFERRER:
        async with _open_bare(order, acknowledge):
            yield
    elif order.kind is Kind.COURIER:
        async with aiohttp.ClientSession() as session, _open_bare(order, _build_courier(order, session)):
            yield
    else:
        async with _open_flipbook(order):
            yield


@asynccontextmanager
async def _open_bare(order: SlackOrder, answer: Answer) -> AsyncIterator[None]:
    account = BotAccount(api_url=order.origin, bot_token=order.token, app_token=order.app_token)
    async with run_socket_bot(account, build_app(account, answer), ping_seconds=_PING_SECONDS):
        yield


def _build_courier(order: SlackOrder, session: aiohttp.ClientSession) -> Answer:
    async def carry(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        event = body.get("event", {})
        say_completed(str(event.get("ts")))
        async with fetch_video(order, session) as path:
            await client.files_upload_v2(
                file=str(path), filename="video.mp4", channel=event.get("channel"), thread_ts=event.get("ts")
            )

    return carry


@asynccontextmanager
async def _open_flipbook(order: SlackOrder) -> AsyncIterator[None]:
    account = {"slack_bot_token": order.token, "slack_app_token": order.app_token}
    async with (
        open_timed_foundations(order, **account) as (foundations, service),
        _open_rooms(order, foundations) as core,
    ):
        service.wake = core.wake
        favour_event_loop()
        yield


@asynccontextmanager
async def _open_rooms(order: SlackOrder, foundations: Foundations) -> AsyncIterator[Core]:
    async with open_slack_side(foundations, base_url=order.origin) as side:
        if side is None or order.kind is Kind.CORE:
            async with open_core(foundations, platforms=[]) as core:
                yield core
            return
        async with open_core(foundations, platforms=[side.platform]) as core:
            address = urlsplit(order.files_origin)
            parts = build_slack_parts(side, foundations, core)
            desk = replace(parts.desk, file_hosts=frozenset({address.netloc}), file_schemes=frozenset({address.scheme}))
            async with open_slack(replace(parts, desk=desk)):
                yield core


if __name__ == "__main__":
    if len(sys.argv) > 1:
        asyncio.run(run(SlackOrder.model_validate_json(sys.argv[1])))
