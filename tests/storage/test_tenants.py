from bot.job.job import JobState, ReplyAddress, Video
from bot.post_record import PostRecord, PostStage
from bot.retention.departure import Departure
from bot.retention.forgetting import PersonalStores
from bot.retention.release import FileRelease
from storage.archive import SqlJobArchive
from storage.database import Database
from storage.forgetting import SqlPersonStore
from storage.jobs import SqlJobStore
from storage.notifications import SqlNotificationStore
from storage.posts import SqlPostStore
from storage.tenants import SqlTenantStore
from tests.contracts.samples import NOON, build_job, build_rule
from tests.fakes.media import MemoryMediaStore

TENANT = ReplyAddress(platform="slack", tenant="T1", place="")
HERE = TENANT.model_copy(update={"place": "C1"})
ELSEWHERE = HERE.model_copy(update={"tenant": "T2"})
VIDEO = Video(key="v.mp4", poster_key="p.jpg", width=1, height=1, duration_seconds=5.0, size_bytes=9, has_sound=False)


async def test_a_workspace_that_leaves_takes_everything_of_its_own_and_nothing_else(database: Database) -> None:
    jobs = SqlJobStore(database)
    mine = build_job("mine", address=HERE, state=JobState.DONE, finished_at=NOON, video=VIDEO)
    running = build_job("running", address=HERE, state=JobState.RENDERING)
    theirs = build_job("theirs", address=ELSEWHERE, state=JobState.DONE, finished_at=NOON)
    for job in (mine, running, theirs):
        await jobs.add(job)
    media = MemoryMediaStore()
    media.contents |= {"v.mp4": b"video", "p.jpg": b"poster", "theirs.mp4": b"video"}
    count = await build_departure(database, media).forget(TENANT)

    assert count == 1
    assert [await jobs.read(job.id) for job in (mine, running, theirs)] == [None, running, theirs]
    assert set(media.contents) == {"theirs.mp4"}


async def test_rules_from_and_to_a_workspace_go_with_it(database: Database) -> None:
    rules = SqlNotificationStore(database)
    own = {"platform": "slack", "tenant": "T2", "place": ""}
    await rules.add(build_rule("mine", source=TENANT, target=HERE))
    await rules.add(build_rule("into", source=ReplyAddress(**own), target=HERE))
    await rules.add(build_rule("theirs", source=ReplyAddress(**own), target=ELSEWHERE))
    await build_departure(database, MemoryMediaStore()).forget(TENANT)

    assert [rule.id for rule in await rules.read_rules(ELSEWHERE)] == ["theirs"]
    assert list(await rules.read_rules(HERE)) == []


async def test_records_of_posts_go_with_their_workspace(database: Database) -> None:
    posts = SqlPostStore(database)
    for address in (HERE, ELSEWHERE):
        await posts.save(PostRecord(marker="card:a", address=address, stage=PostStage.SENDING, since=NOON))
    await build_departure(database, MemoryMediaStore()).forget(TENANT)

    assert await posts.read("card:a", place=HERE) is None
    assert await posts.read("card:a", place=ELSEWHERE) is not None


async def test_forgetting_again_finds_nothing(database: Database) -> None:
    assert await build_departure(database, MemoryMediaStore()).forget(TENANT) == 0


def build_departure(database: Database, media: MemoryMediaStore) -> Departure:
    """Build what forgets a workspace."""
    jobs, archive = SqlJobStore(database), SqlJobArchive(database)
    release = FileRelease(jobs=jobs, archive=archive, media=media)
    stores = PersonalStores(jobs=jobs, people=SqlPersonStore(database), release=release)
    return Departure(tenants=SqlTenantStore(database), stores=stores)
