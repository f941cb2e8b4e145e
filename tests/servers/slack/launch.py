"""Runs the bot in a process of its own against a local Slack; tests that live in one process have no need of it.

python -m tests.servers.slack.launch http://127.0.0.1:PORT http://127.0.0.1:FILES_PORT run --port 0
"""

import runpy
import sys

from tests.servers.slack.client_library import install_into_bot


def launch(origin: str, files_origin: str, arguments: list[str]) -> None:
    """Run the bot's command line, with the local server's addresses in the place of Slack's."""
    sys.argv = ["flipbook", *arguments]
    with install_into_bot(origin=origin, files_origin=files_origin):
        runpy.run_module("bot", run_name="__main__")


if __name__ == "__main__":
    launch(sys.argv[1], sys.argv[2], sys.argv[3:])
