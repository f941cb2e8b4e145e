"""Runs the process at the door against a local Discord.

python -m tests.servers.discord.door_launch http://127.0.0.1:PORT
"""

import sys

from adapters.discord.door_process import main
from adapters.discord.doorman import DoormanPlan
from tests.servers.discord.client_library import install_into_client_library
from tests.servers.discord.rest import BASE_PATH


def build_plan(origin: str) -> DoormanPlan:
    """Return how to start the process; the local server is in no hurry, so nothing is waited for."""
    return DoormanPlan(command=(sys.executable, "-m", __name__, origin), first_pause_seconds=0.01)


def launch(origin: str) -> None:
    """Keep the door of a local server."""
    gateway_url = origin.replace("http", "ws", 1) + "/gateway"
    with install_into_client_library(rest_url=origin + BASE_PATH, gateway_url=gateway_url):
        main()


if __name__ == "__main__":
    launch(sys.argv[1])
