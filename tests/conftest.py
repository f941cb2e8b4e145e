"""Local servers that several rooms' tests share: started once per test process, when the first test asks for them."""

from collections.abc import Iterator

import pytest

from tests.servers.object_store import ObjectStoreServer, object_store_server
from tests.servers.postgresql import PostgresqlServer, find_postgresql, postgresql_server


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
