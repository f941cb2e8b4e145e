"""Runs the bot among local servers: `python -m tests.end_to_end.bot_among_servers DISCORD SLACK SLACK_FILES run`.

The first three are addresses. It is a `__main__` of its own because multiprocessing does not import such a module
again in each worker.
"""

import sys

from tests.servers.discord.launch import launch
from tests.servers.slack.client_library import install_into_bot

if __name__ == "__main__":
    with install_into_bot(origin=sys.argv[2], files_origin=sys.argv[3]):
        launch(sys.argv[1], sys.argv[4:])
