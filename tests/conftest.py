"""What several rooms' tests share: a loop whose clock can leap, and servers that start when first asked for."""

import asyncio
import logging
import socket
from collections.abc import Callable, Iterator, Mapping

import pytest

from tests.fakes.leaping_loop import LeapingLoop
from tests.servers.object_store import ObjectStoreServer, object_store_server
from tests.servers.postgresql import PostgresqlServer, find_postgresql, postgresql_server


def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Choose the event loop of tests; a folder may choose another."""
    return {"loop": LeapingLoop}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with whole programs, whose tests take longest, so that none of them is left over for one worker alone."""
    items.sort(key=lambda item: "end_to_end" not in item.path.parts)


@pytest.fixture(autouse=True)
def _unchanged_logging() -> Iterator[None]:
    """Put the process's logging back, which commands set up for good."""
    root = logging.getLogger()
    loggers = [root, *(one for one in root.manager.loggerDict.values() if isinstance(one, logging.Logger))]
    handlers, levels = root.handlers[:], [one.level for one in loggers]
    yield
    root.handlers[:] = handlers
    for logger, level in zip(loggers, levels, strict=True):
        logger.setLevel(level)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgresqlServer]:
    """Run a PostgreSQL server of our own."""
    programs = find_postgresql()
    if programs is None:
        pytest.skip("PostgreSQL is not installed here; Debian's package `postgresql` brings it")
    with postgresql_server(programs) as server:
        yield server


@pytest.fixture
def postgresql_address(postgresql: PostgresqlServer) -> Iterator[str]:
    """Lend the address of an empty database."""
    with postgresql.fresh_database() as address:
        yield address


@pytest.fixture(scope="session")
def object_store() -> Iterator[ObjectStoreServer]:
    """Run an object store of our own."""
    with object_store_server() as server:
        yield server


@pytest.fixture
def closed_port() -> Iterator[int]:
    """Lend a port at which nobody listens; it is held, so that nobody else begins to."""
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        yield holder.getsockname()[1]
