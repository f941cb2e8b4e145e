"""A studio with the fake renderer in a process of its own; prints its base URL once it accepts calls."""

import asyncio
import sys
from pathlib import Path

from adapters.studio.server import serve_studio
from tests.adapters.studio.client import build_settings
from tests.adapters.studio.fake_render import fake_render


def announce(base_url: str) -> None:
    sys.stdout.write(f"{base_url}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(serve_studio(build_settings(Path(sys.argv[1])), announce=announce, render=fake_render))
