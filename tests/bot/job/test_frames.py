import pytest

from bot.errors import RequestRefused, ServiceFailed
from bot.job.command import PictureSource, StoredPicture, StoredVideoFrame
from bot.request.generation_request import Aspect, Picture, Quality
from tests.bot.job.world import World, build_command
from tests.fakes.full_disk import no_file_larger_than
from tests.fakes.media_files import BAD, FakeAttachment
from tests.fakes.video_service import FREE, VIDEO

DAY, NIGHT = FakeAttachment("day.png", b"day"), FakeAttachment("night.png", b"night")


def content_of(world: World, picture: Picture | None) -> bytes:
    """Return the stored bytes of a frame."""
    assert picture is not None
    return world.media.contents[picture.key]


async def animate(world: World, first: PictureSource | None, last: PictureSource | None = None) -> list[bytes | None]:
    """Make a job of these frames and return what was stored of each."""
    job = await world.desk.animate(build_command(first_frame=first, last_frame=last))
    frames = (job.request.first_frame, job.request.last_frame)
    return [None if frame is None else content_of(world, frame) for frame in frames]


async def test_both_frames_are_stored(world: World) -> None:
    assert await animate(world, DAY, NIGHT) == [b"day", b"night"]


async def test_frames_are_normalised_for_what_was_asked(world: World) -> None:
    options = {"prompt": "a", "aspect": "9:16", "quality": "1080p"}
    await world.desk.animate(build_command(options=options, last_frame=NIGHT))

    assert world.intake.orders == [
        ("first", Aspect.TALL, Quality.FULL_HD),
        ("last", Aspect.TALL, Quality.FULL_HD),
    ]


async def test_a_stored_frame_tells_what_it_is(world: World) -> None:
    job = await world.desk.animate(build_command(first_frame=DAY))

    assert job.request.first_frame is not None
    assert job.request.first_frame.model_dump(exclude={"key"}) == {
        "media_type": "image/jpeg",
        "width": 640,
        "height": 360,
        "size_bytes": 3,
    }


async def test_a_lone_last_frame_stays_alone_where_the_service_takes_it(world: World) -> None:
    world.service.profile = FREE

    assert await animate(world, None, NIGHT) == [None, b"night"]


async def test_a_lone_last_frame_gets_a_companion_where_the_service_needs_one(world: World) -> None:
    job = await world.desk.animate(build_command(first_frame=None, last_frame=NIGHT))

    assert content_of(world, job.request.first_frame) == b"closer night"
    assert job.notes[-1].startswith("The service needs a first frame too")


async def test_a_stored_picture_can_be_used_again(world: World) -> None:
    posted = await world.desk.animate(build_command("e1", first_frame=DAY))
    assert posted.request.first_frame is not None
    again = StoredPicture(key=posted.request.first_frame.key)

    assert (await world.desk.animate(build_command("e2", first_frame=again))).request.first_frame is not None
    assert list(world.media.contents.values()) == [b"day", b"day"]


async def test_a_stored_picture_that_was_deleted_is_refused(world: World) -> None:
    with pytest.raises(RequestRefused, match="no longer stored"):
        await animate(world, StoredPicture(key="gone.jpg"))


async def test_a_video_continues_from_its_last_frame(world: World) -> None:
    done = await world.live(await world.keep())

    assert await animate(world, StoredVideoFrame(job_id=done.id)) == [b"last frame of " + VIDEO, None]


async def test_an_unknown_video_cannot_be_continued(world: World) -> None:
    with pytest.raises(RequestRefused, match="nothing to continue from"):
        await animate(world, StoredVideoFrame(job_id="nope"))


async def test_a_video_whose_bytes_are_gone_cannot_be_continued(world: World) -> None:
    done = await world.live(await world.keep())
    world.media.contents.clear()

    with pytest.raises(RequestRefused, match="nothing to continue from"):
        await animate(world, StoredVideoFrame(job_id=done.id))


async def test_a_refused_second_picture_leaves_nothing_of_the_first(world: World) -> None:
    with pytest.raises(RequestRefused) as caught:
        await animate(world, DAY, FakeAttachment("bomb.png", BAD))

    assert caught.value.option == "last"
    assert world.media.contents == {}


async def test_the_same_note_about_both_pictures_is_told_once(world: World) -> None:
    job = await world.desk.animate(build_command(first_frame=DAY, last_frame=DAY))

    assert job.notes == ("`day.png` was repaired.",)


async def test_a_full_disk_is_no_fault_of_the_picture(world: World) -> None:
    with no_file_larger_than(0), pytest.raises(ServiceFailed) as caught:
        await world.desk.animate(build_command(first_frame=DAY))

    assert (caught.value.code, world.media.contents) == ("storage_full", {})
