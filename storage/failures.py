"""The boundary at which errors of databases become errors of ours. What is stored is not its business."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from bot.errors import ServiceBusy, ServiceFailed
from bot.messages import storage as messages

#: The low byte of an extended SQLite error code is the plain code.
_PLAIN_CODE = 0xFF
_BUSY_CODES = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})


@contextmanager
def translated_database_errors() -> Iterator[None]:
    """Raise what a database raises in here as `ServiceBusy` or `ServiceFailed`."""
    try:
        yield
    except (PoolTimeoutError, TimeoutError) as error:
        raise ServiceBusy(messages.storage_busy(), code="storage_busy") from error
    except DBAPIError as error:
        raise _build_database_failure(error) from error


def _build_database_failure(error: DBAPIError) -> ServiceFailed:
    code = _read_sqlite_code(error)
    if code == sqlite3.SQLITE_FULL or isinstance(error.orig, psycopg.errors.DiskFull):
        return ServiceFailed(messages.storage_full(), code="storage_full")
    # A server that cannot be reached, that restarts or that ended our session may soon be there again.
    is_unreachable = isinstance(error.orig, psycopg.OperationalError)
    if code in _BUSY_CODES or error.connection_invalidated or is_unreachable:
        return ServiceBusy(messages.storage_busy(), code="storage_busy")
    return ServiceFailed(messages.storage_failed(), code="storage_failed")


def _read_sqlite_code(error: DBAPIError) -> int | None:
    if not isinstance(error.orig, sqlite3.Error):
        return None
    return error.orig.sqlite_errorcode & _PLAIN_CODE
