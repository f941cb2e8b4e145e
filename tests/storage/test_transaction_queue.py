import asyncio
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, create_engine, event, text

from bot.errors import ServiceFailed
from storage.sqlite import configure_store
from storage.transaction_queue import TransactionQueue


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    """Build an engine with a table for words."""
    engine = create_engine(f"sqlite:///{tmp_path / 'words.db'}")
    configure_store(engine)
    root = "root TEXT REFERENCES words (word) DEFERRABLE INITIALLY DEFERRED"
    with engine.begin() as connection:
        connection.execute(text(f"CREATE TABLE words (word TEXT PRIMARY KEY, {root})"))
    return engine


@pytest.fixture
async def queue(engine: Engine) -> AsyncIterator[TransactionQueue]:
    """Lend a queue on the engine."""
    queue = TransactionQueue(engine, name="writer")
    yield queue
    await asyncio.to_thread(queue.close)
    engine.dispose()


def count_commits(engine: Engine) -> list[None]:
    """Return a list that grows with every commit."""
    commits: list[None] = []
    event.listen(engine, "commit", lambda _connection: commits.append(None))
    return commits


async def add(queue: TransactionQueue, word: str, *, root: str | None = None) -> str:
    """Add a word, unless it is a bad one; a root that is missing is noticed only by the commit."""

    def work(connection: Connection) -> str:
        connection.execute(text("INSERT INTO words VALUES (:word, :root)"), {"word": word, "root": root})
        if word.startswith("bad"):
            raise ValueError(word)
        return word

    return await queue.run(work)


async def read(queue: TransactionQueue) -> list[str]:
    """Return all words in order."""
    query = text("SELECT word FROM words ORDER BY word")
    return await queue.run(lambda connection: list(connection.execute(query).scalars()))


async def test_all_who_ask_at_once_share_one_commit(engine: Engine, queue: TransactionQueue) -> None:
    commits = count_commits(engine)
    answers = await asyncio.gather(*(add(queue, str(number)) for number in range(20)))

    assert answers == [str(number) for number in range(20)]
    assert len(commits) == 1


async def test_many_more_wait_for_the_next(engine: Engine, queue: TransactionQueue) -> None:
    commits = count_commits(engine)
    await asyncio.gather(*(add(queue, str(number)) for number in range(250)))

    assert len(commits) == 3
    assert len(await read(queue)) == 250


async def test_who_fails_rolls_back_alone(queue: TransactionQueue) -> None:
    words = ("a", "bad", "b", "worse", "bad2")
    answers = await asyncio.gather(*(add(queue, word) for word in words), return_exceptions=True)

    assert [answer for answer in answers if isinstance(answer, str)] == ["a", "b", "worse"]
    assert [str(answer) for answer in answers if isinstance(answer, ValueError)] == ["bad", "bad2"]
    assert await read(queue) == ["a", "b", "worse"]


async def test_two_that_contradict_each_other_are_told_apart(queue: TransactionQueue) -> None:
    answers = await asyncio.gather(add(queue, "a"), add(queue, "a"), add(queue, "b"), return_exceptions=True)

    assert [isinstance(answer, str) for answer in answers] == [True, False, True]
    assert await read(queue) == ["a", "b"]


async def test_what_only_the_commit_refuses_is_told_apart_too(queue: TransactionQueue) -> None:
    lone, rooted, other = await asyncio.gather(
        add(queue, "a", root="missing"), add(queue, "b", root="b"), add(queue, "c"), return_exceptions=True
    )

    assert (type(lone), rooted, other) == (ServiceFailed, "b", "c")
    assert await read(queue) == ["b", "c"]


async def test_nobody_is_answered_before_the_commit(engine: Engine, queue: TransactionQueue) -> None:
    loop, at_commit, may_commit = asyncio.get_running_loop(), asyncio.Event(), threading.Event()

    def hold(_connection: Connection) -> None:
        loop.call_soon_threadsafe(at_commit.set)
        may_commit.wait(30)

    event.listen(engine, "commit", hold)
    async with asyncio.timeout(30), asyncio.TaskGroup() as tasks:
        askers = [tasks.create_task(add(queue, word)) for word in "ab"]
        await at_commit.wait()
        answered = [asker.done() for asker in askers]
        may_commit.set()

    assert answered == [False, False]


async def test_works_again_after_a_failure(queue: TransactionQueue) -> None:
    with pytest.raises(ValueError, match="bad"):
        await add(queue, "bad")

    assert await add(queue, "a") == "a"


async def test_a_closed_queue_refuses(queue: TransactionQueue) -> None:
    await asyncio.to_thread(queue.close)

    with pytest.raises(RuntimeError):
        await add(queue, "a")
