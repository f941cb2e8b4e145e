"""Where people are in the database, and how they are taken out of it. Files are deleted elsewhere."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Table, and_, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.job.job import Requester
from storage.conversations import take_revision
from storage.database import Database
from storage.process_tables import submitted_frames
from storage.tables import channels, jobs, ledger, messages, notification_rules, operator_orders, posts

#: The platform whose channels and messages are kept here.
_OWN_PLATFORM = "web"


class SqlPersonStore:
    """Takes people out of the database."""

    def __init__(self, database: Database) -> None:
        """Use an open database."""
        self._database = database

    async def forget_jobs(self, job_ids: Sequence[str]) -> None:
        """Forget jobs, what was posted about them, and what is remembered of their posts."""
        async with self._database.writing() as connection:
            await _blank_messages(connection, await _find_marked(connection, messages.c.id, messages, job_ids))
            for marker in await _find_marked(connection, posts.c.marker, posts, job_ids):
                await connection.execute(delete(posts).where(posts.c.marker == marker))
            await connection.execute(delete(operator_orders).where(operator_orders.c.job_id.in_(job_ids)))
            await connection.execute(delete(submitted_frames).where(submitted_frames.c.job_id.in_(job_ids)))
            await connection.execute(delete(jobs).where(jobs.c.id.in_(job_ids)))

    async def forget_person(self, person: Requester, *, pseudonym: str) -> None:
        """Forget everything else of a person; in the ledger only the pseudonym is left."""
        async with self._database.writing() as connection:
            await _forget_rules(connection, person)
            if person.platform == _OWN_PLATFORM:
                await _forget_conversations(connection, person)
            is_theirs = and_(ledger.c.person_platform == person.platform, ledger.c.person_id == person.id)
            await connection.execute(update(ledger).where(is_theirs).values(person_id=pseudonym))


async def _find_marked(
    connection: AsyncConnection, wanted: ColumnElement[object], table: Table, job_ids: Sequence[str]
) -> Sequence[object]:
    """Return what is wanted of all rows whose marker is about one of the jobs: it ends with the job's id."""
    query = select(wanted, table.c.marker).where(table.c.marker.is_not(None))
    about = frozenset(job_ids)
    rows = (await connection.execute(query)).all()
    return [value for value, marker in rows if marker.rpartition(":")[2] in about]


async def _forget_rules(connection: AsyncConnection, person: Requester) -> None:
    author = notification_rules.c.created_by
    is_theirs = and_(author["platform"].as_string() == person.platform, author["id"].as_string() == person.id)
    await connection.execute(delete(notification_rules).where(is_theirs))


async def _forget_conversations(connection: AsyncConnection, person: Requester) -> None:
    """Blank what a person wrote, wherever it is quoted too, and remove their own channel."""
    own = select(channels.c.id).where(channels.c.private_to == person.id)
    wrote = or_(messages.c.author_id == person.id, messages.c.channel_id.in_(own))
    found = (await connection.execute(select(messages.c.id).where(wrote))).scalars().all()
    await _blank_messages(connection, found)
    await _blank_quotes(connection, frozenset(found))
    # Ids of messages only ever grow, so blank ones stay; the channel's own name is the person's.
    elsewhere = select(channels.c.id).where(channels.c.private_to.is_(None)).order_by(channels.c.created_at).limit(1)
    moved = update(messages).where(messages.c.channel_id.in_(own)).values(channel_id=elsewhere.scalar_subquery())
    await connection.execute(moved)
    await connection.execute(delete(channels).where(channels.c.private_to == person.id))


async def _blank_messages(connection: AsyncConnection, message_ids: Sequence[object]) -> None:
    """Leave of messages only that they were there, so that pages which show them take them down."""
    for message_id in message_ids:
        nothing = {"author_id": "", "author_name": "", "text": "", "body": {}, "deleted": True}
        values = {**nothing, "marker": None, "revision": await take_revision(connection)}
        await connection.execute(update(messages).where(messages.c.id == message_id).values(values))


async def _blank_quotes(connection: AsyncConnection, message_ids: frozenset[int]) -> None:
    query = select(messages.c.id, messages.c.body).where(messages.c.deleted.is_(False))
    for message_id, body in (await connection.execute(query)).all():
        if body.get("reply", {}).get("id") in message_ids:
            without = {name: value for name, value in body.items() if name != "reply"}
            values = {"body": without, "revision": await take_revision(connection)}
            await connection.execute(update(messages).where(messages.c.id == message_id).values(values))
