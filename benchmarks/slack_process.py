"""The bots that the Slack measurements look at, each in a process of its own.

So the local Slack takes none of their time. What is asked of them, and what is measured, stands in the scripts.
"""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from adapters.kling.download import ResultDownload, build_origin
from adapters.kling.settings import KlingLimits
from adapters.slack.app import open_slack
from benchmarks.discord_process import ROOT, BotOrder, BotProcess, Kind, TimedService
from bot.application.core import Core, open_core
from bot.application.foundations import Foundations, open_foundations
from bot.application.slack_side import build_slack_parts, open_slack_side
from bot.responsiveness import favour_event_loop
from bot.settings import Settings
from tests.servers.slack.bare_bot import Answer, BotAccount, acknowledge, build_app, run_socket_bot

_START_SECONDS = 60
_PING_SECONDS = 10.0


class SlackOrder(BotOrder):
    """Which bot to run, and on what; `origin` is the Web API's address and `token` the bot's."""

    app_token: str
    files_origin: str


@asynccontextmanager
async def open_process(order: SlackOrder) -> AsyncIterator[BotProcess]:
    """Run a bot while the block runs."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "benchmarks.slack_process", order.model_dump_json()),
        cwd=ROOT,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
    )
    bot = BotProcess(process)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(bot.listen())
        try:
            async with asyncio.timeout(_START_SECONDS):
                await bot.is_ready.wait()
            yield bot
        finally:
            # Its data are of no use to anybody, and how it ends is not what is measured.
            process.kill()
            await process.wait()


async def run(order: SlackOrder) -> None:
    """Be the bot until somebody ends the process."""
    async with _open_bot(order):
        print("ready", flush=True)
        await asyncio.Event().wait()


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
        print(f"completed {event.get('ts')} {datetime.now(UTC).timestamp()}", flush=True)
        with TemporaryDirectory(dir=order.folder) as folder:
            path = Path(folder, "video.mp4")
            async with session.get(order.video_url) as answer:
                await asyncio.to_thread(path.write_bytes, await answer.read())
            await client.files_upload_v2(
                file=str(path), filename="video.mp4", channel=event.get("channel"), thread_ts=event.get("ts")
            )

    return carry


@asynccontextmanager
async def _open_flipbook(order: SlackOrder) -> AsyncIterator[None]:
    # Validated rather than read, so that the environment changes nothing.
    settings = Settings.model_validate(
        {
            "data_folder": order.folder / "data",
            "slack_bot_token": order.token,
            "slack_app_token": order.app_token,
            "api_key": "sk-unused",
            **order.settings,
        }
    )
    async with open_foundations(settings) as opened, aiohttp.ClientSession() as session:
        download = ResultDownload(
            own_session=session,
            public_session=session,
            trusted_origins=frozenset({build_origin(order.video_url)}),
            limits=KlingLimits(),
        )
        service = TimedService(order, download=download)
        async with _open_rooms(order, replace(opened, service=service)) as core:
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
