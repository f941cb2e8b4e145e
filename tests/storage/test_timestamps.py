from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy.dialects import sqlite

from storage.timestamps import UtcTimestamp

DIALECT = sqlite.dialect()


def test_refuses_a_moment_without_a_zone() -> None:
    naive = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)

    with pytest.raises(ValueError, match="needs a time zone"):
        UtcTimestamp().process_bind_param(naive, DIALECT)


def test_turns_other_zones_into_utc() -> None:
    moment = datetime(2026, 1, 1, 12, tzinfo=timezone(timedelta(hours=2)))

    stored = UtcTimestamp().process_bind_param(moment, DIALECT)

    assert stored == moment
    assert stored.tzinfo is UTC


def test_reads_a_moment_without_a_zone_as_utc() -> None:
    stored = datetime(2026, 1, 1, 12, tzinfo=UTC).replace(tzinfo=None)

    assert UtcTimestamp().process_result_value(stored, DIALECT) == datetime(2026, 1, 1, 12, tzinfo=UTC)


def test_nothing_stays_nothing() -> None:
    column = UtcTimestamp()

    assert column.process_bind_param(None, DIALECT) is None
    assert column.process_result_value(None, DIALECT) is None
