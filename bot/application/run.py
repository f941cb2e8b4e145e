"""`flipbook run`: the chosen parts in one process, until it is told to stop."""

import asyncio
import signal
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack

from adapters.discord.app import open_discord
from adapters.discord.posting import open_discord_posting
from adapters.slack.app import open_slack
from adapters.web.conversations import Conversations
from adapters.web.platform import WebPlatform
from bot.application.core import Core, open_core
from bot.application.discord_side import DiscordSide, build_discord, build_discord_parts
from bot.application.foundations import Foundations, open_foundations, read_secret
from bot.application.operations import (
    build_operations_routes,
    build_platform_part,
    operating,
    serve_operations,
)
from bot.application.parts import Part, choose_parts
from bot.application.slack_side import SlackSide, build_slack_parts, open_slack_side
from bot.application.video_service import open_studio
from bot.application.web_side import serve_chat
from bot.health import Part as HealthPart
from bot.messages import processes as process_sentences
from bot.messages import terminal as sentences
from bot.ports import ChatPlatform
from bot.responsiveness import favour_event_loop, give_way_to_listeners
from bot.settings import Settings
from bot.supervisor import Supervisor
from storage.conversations import SqlConversationStore
from storage.process_lock import hold_data_folder

#: Signals that something changed in the web chat.
_CHAT_TOPIC = "chat"


async def run_bot(settings: Settings, *, announce: Callable[[str], None]) -> None:
    """Run the chosen parts and everything behind them until the process is told to stop.

    `announce` is called with a sentence once they can be used.
    """
    give_way_to_listeners()
    stopped = listen_for_stop()
    parts = choose_parts(settings)
    if parts == {Part.STUDIO}:
        await _run_studio(settings, announce=announce, stopped=stopped)
        return
    async with open_foundations(settings) as foundations, open_slack_side(foundations) as slack:
        conversations = _build_conversations(foundations)
        await conversations.open()
        discord = build_discord(foundations)
        async with AsyncExitStack() as stack:
            platforms = _list_platforms(WebPlatform(conversations), discord, slack)
            core = await stack.enter_async_context(open_core(foundations, platforms=platforms))
            if discord is not None:
                await stack.enter_async_context(_open_discord_part(discord, foundations, core))
            supervisor = Supervisor.from_environment()
            await stack.enter_async_context(operating(foundations, core, supervisor=supervisor))
            connections = _list_connections(foundations, discord, slack)
            operations = build_operations_routes(foundations, core, platforms=connections)
            if slack is not None and Part.SLACK in parts:
                operations += await stack.enter_async_context(open_slack(build_slack_parts(slack, foundations, core)))
            if Part.WEB in parts:
                chat = serve_chat(foundations, core, conversations=conversations, operations=operations)
                announce(sentences.page_ready(await stack.enter_async_context(chat)))
            else:
                await stack.enter_async_context(serve_operations(settings, operations))
                announce(process_sentences.parts_ready(sorted(parts)))
            favour_event_loop()
            supervisor.tell_ready()
            await stopped.wait()
            supervisor.tell_stopping()


async def _run_studio(settings: Settings, *, announce: Callable[[str], None], stopped: asyncio.Event) -> None:
    """Run nothing but the studio, for processes on other machines."""
    with hold_data_folder(settings.data_folder.resolve()):
        secret = await asyncio.to_thread(read_secret, settings)
        async with open_studio(settings, secret):
            announce(process_sentences.parts_ready([Part.STUDIO]))
            await stopped.wait()


def _open_discord_part(discord: DiscordSide, foundations: Foundations, core: Core) -> AbstractAsyncContextManager[None]:
    """Answer people on Discord where that is this process's part, and else only post there."""
    if Part.DISCORD in foundations.parts:
        return open_discord(build_discord_parts(discord, foundations, core))
    return open_discord_posting(discord.connection)


def _build_conversations(foundations: Foundations) -> Conversations:
    """Return the web chat's conversations, which hear of what other processes change in them."""
    store, sharing = SqlConversationStore(foundations.database), foundations.sharing
    if sharing is None:
        return Conversations(store)
    conversations = Conversations(store, tell_others=lambda: sharing.signals.send(_CHAT_TOPIC, ""))
    sharing.signals.subscribe(_CHAT_TOPIC, lambda _: conversations.ring())
    return conversations


def _list_platforms(web: WebPlatform, discord: DiscordSide | None, slack: SlackSide | None) -> Sequence[ChatPlatform]:
    sides = (discord, slack)
    return [web, *(side.platform for side in sides if side is not None)]


def _list_connections(
    foundations: Foundations, discord: DiscordSide | None, slack: SlackSide | None
) -> Sequence[HealthPart]:
    """Return the chat platforms to which this process keeps a connection that can be lost."""
    parts = []
    if discord is not None:
        parts.append(build_platform_part("discord", lambda: discord.connection.is_connected))
    # Without the token of an app, Slack calls us, and there is no line of ours.
    if slack is not None and Part.SLACK in foundations.parts and foundations.settings.slack_app_token is not None:
        parts.append(build_platform_part("slack", lambda: slack.connection.is_listening))
    return parts


def listen_for_stop() -> asyncio.Event:
    """Return an event that is set when the process is asked to stop, however early that is."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    return stopped
