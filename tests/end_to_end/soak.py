"""A long campaign from the command line: `python -m tests.end_to_end.soak --kills 200`.

It prints its figures and fails where the books do not balance. `--postgresql` keeps everything in a PostgreSQL and an
object store, which go away now and then, and settings of the bot pass through `--set NAME=VALUE`.
"""

import asyncio
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.end_to_end.campaign import run_campaign
from tests.end_to_end.outages import Dependency
from tests.end_to_end.plan import Plan
from tests.servers.object_store import object_store_server
from tests.servers.postgresql import find_postgresql, postgresql_server

_REST_SECONDS = 600.0


@dataclass(frozen=True, kw_only=True)
class _Shared:
    """What a campaign keeps outside of its own folder."""

    database_url: str | None = None
    settings: Mapping[str, str] = field(default_factory=dict)
    dependencies: Mapping[str, Dependency] = field(default_factory=dict)


def _read_arguments() -> Namespace:
    parser = ArgumentParser(description="Kill the bot again and again and see whether its books balance.")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--forgetful", action="store_true", help="Let Discord forget markers at each kill.")
    parser.add_argument("--postgresql", action="store_true", help="Run a PostgreSQL and an object store of its own.")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", dest="settings")
    return parser.parse_args()


@contextmanager
def _open_shared() -> Iterator[_Shared]:
    """Lend a PostgreSQL and an object store."""
    with ExitStack() as stack:
        server = stack.enter_context(postgresql_server(find_postgresql() or Path()))
        store = stack.enter_context(object_store_server())
        yield _Shared(
            database_url=stack.enter_context(server.fresh_database()),
            settings=store.build_settings("soak"),
            dependencies={"database": server, "object store": store},
        )


def main() -> None:
    """Run a long campaign and end with 1 where the books do not balance."""
    said = _read_arguments()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        shared = stack.enter_context(_open_shared()) if said.postgresql else _Shared()
        plan = Plan(
            kills=said.kills,
            seed=said.seed,
            database_url=shared.database_url,
            environment={**shared.settings, **dict(setting.split("=", 1) for setting in said.settings)},
            is_discord_forgetful=said.forgetful,
            rest_seconds=_REST_SECONDS,
        )
        outcome = asyncio.run(run_campaign(plan, folder, dependencies=shared.dependencies))
    errors = outcome.books.find_errors()
    sys.stdout.write("\n".join([outcome.figures.describe(), *errors, ""]))
    sys.exit(1 if errors or outcome.exit_code else 0)


if __name__ == "__main__":
    main()
