import pytest

from bot.errors import PlaceUnreachable, ServiceFailed
from bot.job.announcer import Announcer
from bot.job.card import Notice
from bot.job.job import JobState, ReplyAddress
from bot.job.place_pace import PlacePaces
from tests.bot.job.world import ADA, BOB, GENERAL, World
from tests.contracts.samples import build_rule
from tests.fakes.chat_platform import FakeChatPlatform, Wish

FILMS = ReplyAddress(platform="web", place="films")
SERVER = ReplyAddress(platform="web", place="")


@pytest.fixture(autouse=True)
def places(world: World) -> None:
    """Open a channel for news and one that only Ada sees."""
    world.chat.places |= {"films": None, "ada": ADA.id}


async def add_rule(world: World, rule_id: str = "r1", **changes: object) -> None:
    """Let `films` hear about everyone's videos, unless `changes` say otherwise."""
    rule = build_rule(rule_id, **{"source": SERVER, "target": FILMS, "created_by": ADA, **changes})
    await world.rules.add(rule)


async def announced(world: World, **changes: object) -> list[tuple[str, str]]:
    """End a job and return the notices with their places."""
    await world.live(await world.keep(**changes))
    return [
        (post.address.place, post.marker.split(":")[1]) for post in world.chat.posts if post.marker.startswith("notice")
    ]


async def test_everyones_videos_are_announced(world: World) -> None:
    await add_rule(world)

    assert await announced(world, requester=BOB) == [("films", "r1")]
    assert world.chat.notices[0].text == "Bob made a video: The sun sets"


async def test_only_ones_own_videos_are_announced(world: World) -> None:
    await add_rule(world, only_mine=True)

    assert await announced(world, requester=BOB) == []


async def test_ones_own_videos_are_announced_under_any_name(world: World) -> None:
    await add_rule(world, only_mine=True)

    assert await announced(world, requester=ADA.model_copy(update={"name": "Countess"})) == [("films", "r1")]


@pytest.mark.parametrize(("state", "count"), [(JobState.FAILED, 1), (JobState.EXPIRED, 1), (JobState.CANCELLED, 0)])
async def test_failures_are_announced_and_cancellations_are_not(world: World, state: JobState, count: int) -> None:
    await add_rule(world)

    assert len(await announced(world, state=state)) == count


async def test_the_place_of_the_job_itself_is_skipped(world: World) -> None:
    await add_rule(world, target=GENERAL)

    assert await announced(world) == []


async def test_what_happened_in_a_private_place_stays_there(world: World) -> None:
    await add_rule(world)

    assert await announced(world, address=ReplyAddress(platform="web", place="ada")) == []


async def test_a_private_place_of_ones_own_may_be_told(world: World) -> None:
    await add_rule(world, target=ReplyAddress(platform="web", place="ada"))

    assert await announced(world) == [("ada", "r1")]


async def test_a_place_that_the_author_of_the_rule_no_longer_sees_is_not_told(world: World) -> None:
    await add_rule(world, target=ReplyAddress(platform="web", place="ada"), created_by=BOB)

    assert await announced(world) == []


async def test_a_rule_is_deaf_to_other_servers(world: World) -> None:
    await add_rule(world, source=ReplyAddress(platform="web", tenant="other", place=""))

    assert await announced(world) == []


async def test_two_rules_for_one_place_make_one_post(world: World) -> None:
    await add_rule(world, "r1")
    await add_rule(world, "r2", only_mine=True)

    assert await announced(world) == [("films", "r1")]


async def test_announcing_again_after_a_crash_posts_nothing_twice(world: World) -> None:
    await add_rule(world)
    await announced(world)
    [job] = world.jobs.jobs.values()
    await world.life.deliver(job.id)

    assert len(world.chat.notices) == 1


async def test_a_place_that_is_gone_does_not_silence_others(world: World) -> None:
    world.chat.places["news"] = None
    await add_rule(world, "r1")
    await add_rule(world, "r2", target=ReplyAddress(platform="web", place="news"))
    world.chat.fail_next(Wish.NOTICE, PlaceUnreachable("Gone.", code="place_gone"))

    assert await announced(world) == [("news", "r2")]


async def test_a_place_that_fails_is_told_later_and_does_not_hold_up_others(world: World) -> None:
    world.chat.places["news"] = None
    await add_rule(world, "r1")
    await add_rule(world, "r2", target=ReplyAddress(platform="web", place="news"))
    world.chat.fail_next(Wish.NOTICE, ServiceFailed("Down.", code="down"))
    job = await world.keep()
    with pytest.raises(ServiceFailed):
        await world.live(job)
    told_first = [post.address.place for post in world.chat.posts if isinstance(post.content, Notice)]
    await world.live(job)

    assert told_first == ["news"]
    assert len(world.chat.notices) == 2


async def test_another_platform_can_be_told(world: World) -> None:
    slack = FakeChatPlatform(clock=world.clock, name="slack")
    slack.places = {"films": None}
    await add_rule(world, target=ReplyAddress(platform="slack", place="films"))
    job = await world.keep(state=JobState.FAILED)
    platforms = {"web": world.chat, "slack": slack}
    await Announcer(rules=world.rules, platforms=platforms).announce(job, paces=PlacePaces(platforms))

    assert [post.address.platform for post in slack.posts] == ["slack"]


async def test_what_is_for_adults_stays_on_its_platform(world: World) -> None:
    slack = FakeChatPlatform(clock=world.clock, name="slack")
    slack.places = {"films": None}
    await add_rule(world, target=ReplyAddress(platform="slack", place="films"))
    job = await world.keep(state=JobState.FAILED, is_age_restricted=True)
    platforms = {"web": world.chat, "slack": slack}
    await Announcer(rules=world.rules, platforms=platforms).announce(job, paces=PlacePaces(platforms))

    assert slack.posts == []


async def test_a_platform_that_is_not_running_is_skipped(world: World) -> None:
    await add_rule(world, target=ReplyAddress(platform="discord", place="films"))

    assert await announced(world) == []
