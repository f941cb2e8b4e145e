"""The bots that the Discord measurements look at, each in a process of its own."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from urllib.parse import urlsplit

import aiohttp
import discord

from adapters.discord.app import open_discord
from benchmarks.chat_process import BotOrder, Kind, fetch_video, open_timed_foundations, say_completed, stay_ready
from bot.application.core import Core, open_core
from bot.application.discord_side import build_discord, build_discord_parts
from bot.application.foundations import Foundations
from bot.responsiveness import favour_event_loop
from tests.servers.discord.bare_bot import BareBot, think
from tests.servers.discord.client_library import install_into_client_library
from tests.servers.discord.rest import BASE_PATH


async def run(order: BotOrder) -> None:
    """Be the bot until somebody ends the process."""
    gateway_url = order.origin.replace("http", "ws", 1) + "/gateway"
    with install_into_client_library(rest_url=order.origin + BASE_PATH, gateway_url=gateway_url):
        async with _open_bot(order):
            await stay_ready()


@asynccontextmanager
async def _open_bot(order: BotOrder) -> AsyncIterator[None]:
    if order.kind is Kind.DEFERRER:
        async with _open_bare(order, BareBot(think)):
            yield
    elif order.kind is Kind.COURIER:
        async with aiohttp.ClientSession() as session, _open_bare(order, _build_courier(order, session)):
            yield
    else:
        async with _open_flipbook(order):
            yield


@asynccontextmanager
async def _open_bare(order: BotOrder, bot: BareBot) -> AsyncIterator[None]:
    async with asyncio.TaskGroup() as tasks, bot:
        tasks.create_task(bot.start(order.token))
        yield
        await bot.close()


def _build_courier(order: BotOrder, session: aiohttp.ClientSession) -> BareBot:
    async def carry(interaction: discord.Interaction) -> None:
        await interaction.response.defer(thinking=True)
        channel = bot.get_partial_messageable(interaction.channel_id or 0)
        say_completed(str(interaction.id))
        async with fetch_video(order, session) as path:
            await channel.send(file=discord.File(path))

    bot = BareBot(carry)
    return bot


@asynccontextmanager
async def _open_flipbook(order: BotOrder) -> AsyncIterator[None]:
    async with (
        open_timed_foundations(order, discord_token=order.token) as (foundations, service),
        _open_rooms(order, foundations) as core,
    ):
        service.wake = core.wake
        favour_event_loop()
        yield


@asynccontextmanager
async def _open_rooms(order: BotOrder, foundations: Foundations) -> AsyncIterator[Core]:
    if order.kind is Kind.CORE:
        async with open_core(foundations, platforms=[]) as core:
            yield core
        return
    side = build_discord(foundations)
    if side is None:
        message = "there is a token, so there is a Discord"
        raise RuntimeError(message)
    async with open_core(foundations, platforms=[side.platform]) as core:
        address = urlsplit(order.origin)
        parts = replace(
            build_discord_parts(side, foundations, core),
            content_hosts=frozenset({address.netloc}),
            content_schemes=frozenset({address.scheme}),
        )
        async with open_discord(parts):
            yield core


if __name__ == "__main__":
    if len(sys.argv) > 1:
        asyncio.run(run(BotOrder.model_validate_json(sys.argv[1])))
