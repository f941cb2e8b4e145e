"""`flipbook run`: every configured part in one process, until it is told to stop."""

import asyncio
import signal
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack

from adapters.discord.app import open_discord
from adapters.web.conversations import Conversations
from adapters.web.platform import WebPlatform
from bot.application.core import open_core
from bot.application.discord_side import DiscordSide, build_discord, build_discord_parts
from bot.application.foundations import open_foundations
from bot.application.web_side import serve_chat
from bot.ports import ChatPlatform
from bot.settings import Settings
from storage.conversations import SqlConversationStore


async def run_bot(settings: Settings, *, announce: Callable[[str], None]) -> None:
    """Run the chat page and everything behind it until the process is told to stop.

    `announce` is called with the page's address once it can be opened.
    """
    stopped = listen_for_stop()
    async with open_foundations(settings) as foundations:
        conversations = Conversations(SqlConversationStore(foundations.database))
        await conversations.open()
        web_platform = WebPlatform(conversations)
        discord = build_discord(foundations)
        async with AsyncExitStack() as stack:
            core = await stack.enter_async_context(
                open_core(foundations, platforms=_list_platforms(web_platform, discord))
            )
            if discord is not None:
                await stack.enter_async_context(open_discord(build_discord_parts(discord, foundations, core)))
            announce(await stack.enter_async_context(serve_chat(foundations, core, conversations=conversations)))
            await stopped.wait()


def _list_platforms(web: WebPlatform, discord: DiscordSide | None) -> Sequence[ChatPlatform]:
    return [web] if discord is None else [web, discord.platform]


def listen_for_stop() -> asyncio.Event:
    """Return an event that is set when the process is asked to stop, however early that is."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    return stopped
