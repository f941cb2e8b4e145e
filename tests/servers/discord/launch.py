"""Runs the bot in a process of its own against a local Discord; tests that live in one process have no need of it.

python -m tests.servers.discord.launch http://127.0.0.1:PORT run --port 0
"""

import runpy
import sys
from urllib.parse import urlsplit

from adapters.discord.app import DiscordParts
from tests.servers.discord.client_library import install_into_client_library
from tests.servers.discord.rest import BASE_PATH


def launch(origin: str, arguments: list[str]) -> None:
    """Run the bot's command line, with the local server's addresses in the place of Discord's."""
    _accept_files_of(origin)
    sys.argv = ["flipbook", *arguments]
    gateway_url = origin.replace("http", "ws", 1) + "/gateway"
    with install_into_client_library(rest_url=origin + BASE_PATH, gateway_url=gateway_url):
        runpy.run_module("bot", run_name="__main__")


def _accept_files_of(origin: str) -> None:
    # The hosts are no setting, as only a test has a reason to change them.
    address = urlsplit(origin)
    parts = {"content_hosts": frozenset({address.netloc}), "content_schemes": frozenset({address.scheme})}
    DiscordParts.__init__.__kwdefaults__ = {**(DiscordParts.__init__.__kwdefaults__ or {}), **parts}


if __name__ == "__main__":
    launch(sys.argv[1], sys.argv[2:])
