"""The operator's console on the stores, beside a running bot or without one."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import TypeVar

from bot.application.forgetting import build_personal_stores, empty_logs
from bot.application.media import build_media
from bot.application.operations import read_clock
from bot.application.sharing import read_shared_address
from bot.errors import RequestRefused
from bot.messages import operations as sentences
from bot.operations.console import ConsoleParts, OperatorConsole
from bot.retention.forgetting import Forgetting
from bot.settings import Settings
from storage.database import open_database
from storage.ledger import SqlLedger
from storage.orders import SqlOrderStore

Answer = TypeVar("Answer")


async def ask_console(settings: Settings, ask: Callable[[OperatorConsole], Awaitable[Answer]]) -> Answer:
    """Return what `ask` gets from the console."""
    async with open_console(settings) as console:
        return await ask(console)


@asynccontextmanager
async def open_console(settings: Settings) -> AsyncIterator[OperatorConsole]:
    """Lend the console; raise `RequestRefused` where no bot has ever run."""
    async with open_database(find_database(settings)) as database:
        orders = SqlOrderStore(database)
        stores = build_personal_stores(settings, database=database, media=build_media(settings))
        parts = ConsoleParts(
            jobs=stores.jobs,
            ledger=SqlLedger(database),
            orders=orders,
            finder=orders,
            forgetting=Forgetting(stores),
            empty_logs=partial(empty_logs, settings),
            clock=read_clock,
        )
        yield OperatorConsole(parts)


def find_database(settings: Settings) -> str:
    """Return the address of the bot's database; raise `RequestRefused` where there is none."""
    if settings.database_url is not None:
        return read_shared_address(settings.database_url)
    path = settings.data_folder.resolve() / "flipbook.db"
    if not path.exists():
        raise RequestRefused(sentences.nothing_here(str(path.parent)))
    return f"sqlite:///{path}"
