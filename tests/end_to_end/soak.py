"""A long campaign from the command line: `python -m tests.end_to_end.soak --kills 200`.

It prints its figures and fails where the books do not balance. `--postgresql` keeps the store there, and settings of
the bot pass through `--set NAME=VALUE`.
"""

import asyncio
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.end_to_end.campaign import run_campaign
from tests.end_to_end.plan import Plan
from tests.servers.postgresql import find_postgresql, postgresql_server


def _read_arguments() -> Namespace:
    parser = ArgumentParser(description="Kill the bot again and again and see whether its books balance.")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--database-url")
    parser.add_argument("--postgresql", action="store_true", help="Run a PostgreSQL server for the campaign's store.")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", dest="settings")
    return parser.parse_args()


@contextmanager
def _open_plan(said: Namespace) -> Iterator[Plan]:
    """Lend the plan that was asked for, with its own PostgreSQL where that was asked for too."""
    environment = dict(setting.split("=", 1) for setting in said.settings)
    with ExitStack() as stack:
        database_url = said.database_url
        if said.postgresql:
            server = stack.enter_context(postgresql_server(find_postgresql() or Path()))
            database_url = stack.enter_context(server.fresh_database())
        yield Plan(
            kills=said.kills, seed=said.seed, database_url=database_url, environment=environment, rest_seconds=600.0
        )


def main() -> None:
    """Run a long campaign and end with 1 where the books do not balance."""
    with TemporaryDirectory() as folder, _open_plan(_read_arguments()) as plan:
        outcome = asyncio.run(run_campaign(plan, Path(folder)))
    errors = outcome.books.find_errors()
    sys.stdout.write("\n".join([outcome.figures.describe(), *errors, ""]))
    sys.exit(1 if errors or outcome.exit_code else 0)


if __name__ == "__main__":
    main()
