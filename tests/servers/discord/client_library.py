"""Points the real discord.py at a local server and back; how the bot uses that library is not this file's business."""

from collections.abc import Iterator
from contextlib import contextmanager

import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route


@contextmanager
def install_into_client_library(*, rest_url: str, gateway_url: str) -> Iterator[None]:
    """Let every client of this process talk to the given addresses while the block runs."""
    rest, gateway, assets = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY, discord.Asset.BASE
    Route.BASE = rest_url
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway_url)
    discord.Asset.BASE = str(yarl.URL(rest_url).origin())
    try:
        yield
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY, discord.Asset.BASE = rest, gateway, assets
