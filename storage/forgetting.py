"""Where people are in the database, and how they are taken out of it. Files are deleted elsewhere."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, Table, and_, delete, or_, select, update

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

        def forget(connection: Connection) -> None:
            _blank_messages(connection, _find_marked(connection, messages.c.id, messages, job_ids))
            for marker in _find_marked(connection, posts.c.marker, posts, job_ids):
                connection.execute(delete(posts).where(posts.c.marker == marker))
            connection.execute(delete(operator_orders).where(operator_orders.c.job_id.in_(job_ids)))
            connection.execute(delete(submitted_frames).where(submitted_frames.c.job_id.in_(job_ids)))
            connection.execute(delete(jobs).where(jobs.c.id.in_(job_ids)))

        await self._database.write(forget)

    async def forget_person(self, person: Requester, *, pseudonym: str) -> None:
        """Forget everything else of a person; in the ledger only the pseudonym is left."""

        def forget(connection: Connection) -> None:
            _forget_rules(connection, person)
            if person.platform == _OWN_PLATFORM:
                _forget_conversations(connection, person)
            is_theirs = and_(ledger.c.person_platform == person.platform, ledger.c.person_id == person.id)
            connection.execute(update(ledger).where(is_theirs).values(person_id=pseudonym))

        await self._database.write(forget)


def _find_marked(
    connection: Connection, wanted: ColumnElement[object], table: Table, job_ids: Sequence[str]
) -> Sequence[object]:
    """Return what is wanted of all rows whose marker is about one of the jobs: it ends with the job's id."""
    query = select(wanted, table.c.marker).where(table.c.marker.is_not(None))
    about = frozenset(job_ids)
    rows = connection.execute(query).all()
    return [value for value, marker in rows if marker.rpartition(":")[2] in about]


def _forget_rules(connection: Connection, person: Requester) -> None:
    author = notification_rules.c.created_by
    is_theirs = and_(author["platform"].as_string() == person.platform, author["id"].as_string() == person.id)
    connection.execute(delete(notification_rules).where(is_theirs))


def _forget_conversations(connection: Connection, person: Requester) -> None:
    """Blank what a person wrote, wherever it is quoted too, and remove their own channel."""
    own = select(channels.c.id).where(channels.c.private_to == person.id)
    wrote = or_(messages.c.author_id == person.id, messages.c.channel_id.in_(own))
    found = connection.execute(select(messages.c.id).where(wrote)).scalars().all()
    _blank_messages(connection, found)
    _blank_quotes(connection, frozenset(found))
    # Ids of messages only ever grow, so blank ones stay; the channel's own name is the person's.
    elsewhere = select(channels.c.id).where(channels.c.private_to.is_(None)).order_by(channels.c.created_at).limit(1)
    moved = update(messages).where(messages.c.channel_id.in_(own)).values(channel_id=elsewhere.scalar_subquery())
    connection.execute(moved)
    connection.execute(delete(channels).where(channels.c.private_to == person.id))


def _blank_messages(connection: Connection, message_ids: Sequence[object]) -> None:
    """Leave of messages only that they were there, so that pages which show them take them down."""
    for message_id in message_ids:
        nothing = {"author_id": "", "author_name": "", "text": "", "body": {}, "deleted": True}
        values = {**nothing, "marker": None, "revision": take_revision(connection)}
        connection.execute(update(messages).where(messages.c.id == message_id).values(values))


def _blank_quotes(connection: Connection, message_ids: frozenset[int]) -> None:
    query = select(messages.c.id, messages.c.body).where(messages.c.deleted.is_(False))
    for message_id, body in connection.execute(query).all():
        if body.get("reply", {}).get("id") in message_ids:
            without = {name: value for name, value in body.items() if name != "reply"}
            values = {"body": without, "revision": take_revision(connection)}
            connection.execute(update(messages).where(messages.c.id == message_id).values(values))
