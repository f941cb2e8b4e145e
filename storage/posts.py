"""Records of posts in the database. What they mean is the business of the adapter that posts."""

from sqlalchemy import ColumnElement, Connection, and_, insert, select, update
from sqlalchemy.engine import RowMapping

from bot.job.job import ReplyAddress
from bot.post_record import PostRecord, PostStage
from storage.database import Database
from storage.tables import posts


class SqlPostStore:
    """Keeps records of posts in the database."""

    def __init__(self, database: Database) -> None:
        """Use an open database."""
        self._database = database

    async def read(self, marker: str, *, place: ReplyAddress) -> PostRecord | None:
        """Return what is known of a post in the server or workspace of `place`, or None."""
        query = select(posts).where(_is_known_as(marker, place))
        row = await self._database.read(lambda connection: connection.execute(query).mappings().one_or_none())
        return None if row is None else _build_record(row)

    async def save(self, record: PostRecord) -> None:
        """Store a record, over what was known under its marker in that server or workspace."""
        address = record.address
        row = {
            "platform": address.platform,
            "tenant": address.tenant,
            "marker": record.marker,
            "place": address.place,
            "thread": address.thread,
            "stage": record.stage.value,
            "since": record.since,
            "file_id": record.file_id,
            "message_id": record.message_id,
        }
        change = update(posts).where(_is_known_as(record.marker, address)).values(row)

        def write(connection: Connection) -> None:
            if connection.execute(change).rowcount == 0:
                connection.execute(insert(posts).values(row))

        await self._database.write(write)


def _is_known_as(marker: str, place: ReplyAddress) -> ColumnElement[bool]:
    return and_(posts.c.platform == place.platform, posts.c.tenant == place.tenant, posts.c.marker == marker)


def _build_record(row: RowMapping) -> PostRecord:
    return PostRecord(
        marker=row["marker"],
        address=ReplyAddress(platform=row["platform"], tenant=row["tenant"], place=row["place"], thread=row["thread"]),
        stage=PostStage(row["stage"]),
        since=row["since"],
        file_id=row["file_id"],
        message_id=row["message_id"],
    )
