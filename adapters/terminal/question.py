"""Asks the person at the terminal whether a paid video is worth its price."""

import asyncio
import sys

from adapters.terminal.screen import Screen
from bot.errors import RequestRefused
from bot.messages import terminal as sentences

_AGREEMENTS = frozenset({"y", "yes"})


async def ask_for_agreement(screen: Screen, *, credit_count: float) -> None:
    """Return when the person agrees to the price; raise `RequestRefused` when not, or when nobody can be asked."""
    if not sys.stdin.isatty():
        raise RequestRefused(sentences.price_needs_yes(credit_count), option="yes")
    with screen.paused():
        screen.tell(sentences.price_question(credit_count))
        answer = await _read_line()
    if answer.strip().lower() not in _AGREEMENTS:
        raise RequestRefused(sentences.price_declined())


async def _read_line() -> str:
    """Wait for a typed line without keeping the loop, so that Ctrl+C works; nothing where the input has ended."""
    loop = asyncio.get_running_loop()
    typed = asyncio.Event()
    loop.add_reader(sys.stdin.fileno(), typed.set)
    try:
        await typed.wait()
    finally:
        loop.remove_reader(sys.stdin.fileno())
    return sys.stdin.readline()
