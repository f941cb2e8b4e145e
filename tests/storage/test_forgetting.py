import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from bot.errors import RequestRefused
from bot.job.job import Job, JobState, Price, ReplyAddress, Requester
from bot.post_record import PostRecord, PostStage
from bot.request.generation_request import GenerationRequest, RequestOptions
from bot.retention import forgetting
from bot.retention.forgetting import Forgetting, Forgotten, PersonalStores, read_person
from bot.retention.release import FileRelease
from storage.archive import SqlJobArchive
from storage.conversations import SqlConversationStore
from storage.database import Database, open_database
from storage.forgetting import SqlPersonStore
from storage.jobs import SqlJobStore
from storage.ledger import SqlLedger
from storage.notifications import SqlNotificationStore
from storage.posts import SqlPostStore
from storage.tables import metadata
from tests.bot.retention.stores import build_video
from tests.contracts.samples import ADA, NOON, after_noon, build_channel, build_job, build_message, build_rule
from tests.fakes.media import MemoryMediaStore

BOB = Requester(platform="web", id="u2", name="Bob")
PRIVATE_WORDS = "a lighthouse made of paper"


class House:
    """Stores in which Ada and Bob have left their things."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.jobs = SqlJobStore(database)
        self.chat = SqlConversationStore(database)
        self.ledger = SqlLedger(database)
        self.media = MemoryMediaStore()
        #: The jobs of which no trace is to stay anywhere else.
        self.cleaned: list[str] = []

    async def furnish(self) -> None:
        """Let both of them make a video and talk about it."""
        await self.chat.add_channel(build_channel("general"))
        await self.chat.add_channel(build_channel("me-u1", private_to="u1"))
        for person, name in ((ADA, "a"), (BOB, "b")):
            job = await self.keep_job(name, person)
            for kind in ("card", "result"):
                body = {"requester": person.model_dump(), "prompt": job.request.options.prompt}
                message = build_message(
                    "", marker=f"{kind}:{job.id}", body=body, author_id="flipbook", author_name="Flipbook"
                )
                await self.chat.post(message)
        said = await self.chat.post(build_message(PRIVATE_WORDS, author_name="Ada"))
        reply = {"reply": {"id": said.id, "name": "Ada", "excerpt": PRIVATE_WORDS}, "pictures": []}
        await self.chat.post(build_message("Nice", author_id="u2", author_name="Bob", body=reply))
        await self.chat.post(build_message("mine alone", channel_id="me-u1"))
        await SqlNotificationStore(self.database).add(build_rule("a"))

    async def keep_job(self, name: str, person: Requester, **changes: object) -> Job:
        """Store a finished job with a video."""
        request = GenerationRequest(options=RequestOptions(prompt=PRIVATE_WORDS if person == ADA else "a ship"))
        job = build_job(
            name,
            **{
                "requester": person,
                "request": request,
                "price": Price(credits=3),
                "video": build_video(f"{name}.mp4"),
                "finished_at": NOON,
                **changes,
            },
        )
        for key in (f"{name}.mp4", f"{name}.mp4.jpg"):
            self.media.contents[key] = b"video"
        await self.jobs.add(job)
        address = ReplyAddress(platform="slack", tenant="T1", place="C1")
        record = PostRecord(marker=f"result:{job.id}", address=address, stage=PostStage.POSTED, since=NOON)
        await SqlPostStore(self.database).save(record)
        if "state" not in changes:
            await self.jobs.change(job.id, lambda one: replace(one, state=JobState.DONE))
        return job

    async def forget(self, person: Requester) -> Forgotten:
        release = FileRelease(jobs=self.jobs, archive=SqlJobArchive(self.database), media=self.media)
        people = SqlPersonStore(self.database)
        stores = PersonalStores(jobs=self.jobs, people=people, release=release, traces=[self.clean])
        return await Forgetting(stores).forget(person, now=NOON)

    async def clean(self, ended: Sequence[Job]) -> None:
        self.cleaned += [job.id for job in ended]

    async def dump(self) -> str:
        """Return everything in the database as text."""

        def read(connection: Connection) -> list[list[str]]:
            rows = [row for table in metadata.sorted_tables for row in connection.execute(select(table))]
            return [[str(value) for value in row] for row in rows]

        return json.dumps(await self.database.read(read))


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_database(f"sqlite:///{tmp_path / 'store.db'}") as database:
        house = House(database)
        await house.furnish()
        yield house


async def test_nothing_of_a_forgotten_person_is_left(house: House) -> None:
    before = await house.dump()
    forgotten = await house.forget(ADA)
    after = await house.dump()

    assert forgotten == Forgotten(jobs=1, unfinished=0)
    traces = ["Ada", "u1", "paper", build_job("a").id, "mine alone"]
    assert [trace for trace in traces if trace in before] == traces
    # The ledger alone still names the job.
    assert [trace for trace in traces if trace in after] == [build_job("a").id]
    assert set(house.media.contents) == {"b.mp4", "b.mp4.jpg"}
    assert house.cleaned == [build_job("a").id]


async def test_other_people_keep_everything(house: House) -> None:
    bobs = await house.jobs.read(build_job("b").id)

    await house.forget(ADA)

    assert await house.jobs.read(build_job("b").id) == bobs
    texts = [(message.author_name, message.text) for message in await house.chat.read_history("general")]
    assert ("Bob", "Nice") in texts
    assert await SqlPostStore(house.database).read(
        f"result:{build_job('b').id}", place=ReplyAddress(platform="slack", tenant="T1", place="C1")
    )


async def test_the_books_stay_balanced_without_the_name(house: House) -> None:
    before = await house.ledger.read_books()
    await house.forget(ADA)

    entry = await house.ledger.read_entry(build_job("a").id)
    assert await house.ledger.read_books() == before
    assert entry is not None
    assert entry.person.id.startswith("forgotten-")


async def test_pages_learn_that_messages_are_gone(house: House) -> None:
    newest = max(message.revision for message in await house.chat.read_changes(after_revision=0))
    await house.forget(ADA)

    changes = await house.chat.read_changes(after_revision=newest)
    assert sum(message.deleted for message in changes) == 4
    assert [message.body.get("reply") for message in changes if not message.deleted] == [None]


async def test_what_is_in_the_making_waits(house: House) -> None:
    running = await house.keep_job("c", ADA, state=JobState.RENDERING, finished_at=None)

    forgotten = await house.forget(ADA)
    still_there = await house.jobs.read(running.id)
    await house.jobs.change(running.id, lambda one: replace(one, state=JobState.DONE, finished_at=NOON))

    assert (forgotten.unfinished, still_there) == (1, running)
    assert await house.forget(ADA) == Forgotten(jobs=1, unfinished=0)


async def test_a_doubt_that_nobody_settles_keeps_nobody_from_being_forgotten(house: House) -> None:
    doubt = await house.keep_job("c", ADA, state=JobState.UNCLEAR, finished_at=None)

    forgotten = await house.forget(ADA)

    books = await house.ledger.read_books()
    assert (forgotten, await house.jobs.read(doubt.id)) == (Forgotten(jobs=2, unfinished=0), None)
    # Two videos that were made, and the doubt, which counts as charged.
    assert (books.settled, books.running) == (90_000, 0)


async def test_old_jobs_are_found_behind_many_that_are_in_the_making(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forgetting, "_BATCH", 2)
    for name in "cde":
        await house.keep_job(name, ADA, state=JobState.QUEUED, finished_at=None, created_at=after_noon(60))

    assert (await house.forget(ADA)).jobs == 1


async def test_forgetting_somebody_unknown_changes_nothing(house: House) -> None:
    before = await house.dump()

    assert await house.forget(Requester(platform="discord", id="u1", name="")) == Forgotten(jobs=0, unfinished=0)
    assert await house.dump() == before


@pytest.mark.parametrize("words", ["", "ada", "web:", ":u1"])
def test_a_person_is_named_by_platform_and_id(words: str) -> None:
    with pytest.raises(RequestRefused, match="names nobody"):
        read_person(words)
    assert read_person(" web:u1:x ") == Requester(platform="web", id="u1:x", name="")
