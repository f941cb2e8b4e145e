import pytest
from sqlalchemy import text

from storage.database import Database
from storage.tables import metadata

FREQUENT_QUESTIONS = [
    "SELECT count(*) FROM jobs WHERE state = 'queued' AND (created_at, id) < ('2026', 'a')",
    "SELECT * FROM jobs WHERE requester_platform = 'web' AND requester_id = 'u1' ORDER BY created_at DESC LIMIT 50",
    "SELECT * FROM jobs ORDER BY created_at DESC, id DESC LIMIT 50",
    "SELECT task_id FROM jobs WHERE task_id IN ('t1', 't2')",
    "SELECT * FROM jobs WHERE quality = '4k' AND duration_seconds = 5 AND finished_at IS NOT NULL",
    "SELECT * FROM messages WHERE channel_id = 'general' AND id < 9 ORDER BY id DESC LIMIT 50",
    "SELECT * FROM messages WHERE revision > 9 ORDER BY revision LIMIT 200",
    "SELECT * FROM messages WHERE marker = 'm'",
    "SELECT sum(reserved_units) FROM ledger WHERE person_platform = 'w' AND person_id = 'u1' AND reserved_at >= '2026'",
    "SELECT sum(reserved_units) FROM ledger WHERE server_platform = 'd' AND server_id = 's1' AND reserved_at >= '2026'",
    "SELECT * FROM jobs WHERE has_pictures = 1 AND finished_at < '2026' ORDER BY finished_at, id LIMIT 200",
    "SELECT * FROM jobs WHERE has_video = 1 AND finished_at < '2026' ORDER BY finished_at, id LIMIT 200",
    "SELECT * FROM jobs WHERE finished_at < '2026' ORDER BY finished_at, id LIMIT 200",
    "SELECT state, count(*), min(created_at) FROM jobs GROUP BY state",
    "SELECT id FROM operator_orders WHERE answer IS NULL AND taken_at IS NULL ORDER BY ordered_at LIMIT 1",
    "SELECT * FROM notification_rules WHERE platform = 'discord' AND tenant = 's1'",
]


@pytest.mark.parametrize("question", FREQUENT_QUESTIONS)
async def test_frequent_questions_read_no_whole_table(database: Database, question: str) -> None:
    explanation = text(f"EXPLAIN QUERY PLAN {question}")
    steps = await database.read(lambda connection: connection.execute(explanation).scalars("detail").all())

    assert any("USING" in step and "INDEX" in step for step in steps)


def test_every_table_has_a_primary_key() -> None:
    assert [table.name for table in metadata.sorted_tables if not table.primary_key.columns] == []
