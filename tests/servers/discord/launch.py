"""Runs the bot in a process of its own against a local Discord; tests that live in one process have no need of it.

python -m tests.servers.discord.launch http://127.0.0.1:PORT run --port 0
"""

import os
import runpy
import sys
from datetime import timedelta
from urllib.parse import urlsplit

from adapters.discord.app import DiscordParts
from adapters.discord.card_post import CardPosting
from tests.servers.discord.client_library import install_into_client_library
from tests.servers.discord.rest import BASE_PATH

#: Where it is set, the bot relies on no nonce that an earlier life of it may have used.
FORGETS_NONCES = "LOCAL_DISCORD_FORGETS_NONCES"


def launch(origin: str, arguments: list[str]) -> None:
    """Run the bot's command line, with the local server's addresses in the place of Discord's."""
    _accept_files_of(origin)
    if os.environ.get(FORGETS_NONCES):
        _rely_on_no_nonce()
    sys.argv = ["flipbook", *arguments]
    gateway_url = origin.replace("http", "ws", 1) + "/gateway"
    with install_into_client_library(rest_url=origin + BASE_PATH, gateway_url=gateway_url):
        runpy.run_module("bot", run_name="__main__")


def _accept_files_of(origin: str) -> None:
    # The hosts are no setting, as only a test has a reason to change them.
    address = urlsplit(origin)
    parts = {"content_hosts": frozenset({address.netloc}), "content_schemes": frozenset({address.scheme})}
    DiscordParts.__init__.__kwdefaults__ = {**(DiscordParts.__init__.__kwdefaults__ or {}), **parts}


def _rely_on_no_nonce() -> None:
    known = CardPosting.__init__.__kwdefaults__ or {}
    CardPosting.__init__.__kwdefaults__ = {**known, "marker_lifetime": timedelta(0)}


if __name__ == "__main__":
    launch(sys.argv[1], sys.argv[2:])
