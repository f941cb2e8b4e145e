from pathlib import Path

import pytest
from aiohttp import ClientSession

from adapters.kling.files import FileClient, FilePlace
from adapters.kling.settings import KlingSettings
from bot.errors import ServiceBusy, ServiceFailed
from tests.adapters.kling.builders import PICTURE
from tests.servers.video_api_errors import INSUFFICIENT_QUOTA
from tests.servers.video_api_faults import (
    Fault,
    answer_error,
    answer_json,
    answer_page,
    drop_after,
    drop_before,
    garble_after,
)
from tests.servers.video_api_state import Route, VideoApi

PLACE = FilePlace(folder="flipbook", name="day.png", media_type="image/png")


@pytest.fixture
def files(settings: KlingSettings, session: ClientSession) -> FileClient:
    return FileClient(session, settings)


async def test_uploads_a_picture_as_a_form(api: VideoApi, files: FileClient, picture_file: Path) -> None:
    stored = await files.upload_stream(picture_file, place=PLACE)

    assert stored.file_url == f"{api.base_url}/files/flipbook/day.png"
    assert api.files["flipbook/day.png"].content == PICTURE
    assert api.files["flipbook/day.png"].media_type == "image/png"


async def test_uploads_a_picture_inside_json(api: VideoApi, files: FileClient, picture_file: Path) -> None:
    await files.upload_base64(picture_file, place=PLACE)

    assert api.files["flipbook/day.png"].content == PICTURE
    assert api.files["flipbook/day.png"].media_type == "image/png"


async def test_has_a_picture_fetched_from_an_address(api: VideoApi, files: FileClient) -> None:
    await files.upload_url("https://example.com/day.png", place=PLACE)

    assert api.files["flipbook/day.png"].content == b"https://example.com/day.png"


async def test_uploads_a_picture_of_the_largest_size(api: VideoApi, files: FileClient, tmp_path: Path) -> None:
    large = tmp_path / "large.png"
    large.write_bytes(bytes(10 * 1024**2))

    await files.upload_stream(large, place=PLACE)

    assert len(api.files["flipbook/day.png"].content) == 10 * 1024**2


@pytest.mark.parametrize("fault", [drop_before(), drop_after(), answer_page(502), garble_after(), answer_json({})])
async def test_repeats_an_upload_that_went_wrong(
    api: VideoApi, files: FileClient, picture_file: Path, fault: Fault
) -> None:
    api.fail_next(Route.UPLOAD_STREAM, fault)

    await files.upload_stream(picture_file, place=PLACE)

    assert api.files["flipbook/day.png"].content == PICTURE


async def test_gives_an_upload_up_after_three_attempts(api: VideoApi, files: FileClient, picture_file: Path) -> None:
    api.fail_always(Route.UPLOAD_STREAM, answer_page(502))

    with pytest.raises(ServiceBusy):
        await files.upload_stream(picture_file, place=PLACE)

    assert api.count(Route.UPLOAD_STREAM) == 3


async def test_a_no_with_status_200_is_a_no(api: VideoApi, files: FileClient, picture_file: Path) -> None:
    api.fail_always(Route.UPLOAD_STREAM, answer_json({"success": False, "code": 400, "msg": "quota exhausted"}))

    with pytest.raises(ServiceFailed) as caught:
        await files.upload_stream(picture_file, place=PLACE)

    assert caught.value.code == "upload_refused"
    assert api.count(Route.UPLOAD_STREAM) == 1


async def test_a_refusal_is_not_repeated(api: VideoApi, files: FileClient, picture_file: Path) -> None:
    api.fail_always(Route.UPLOAD_STREAM, answer_error(INSUFFICIENT_QUOTA))

    with pytest.raises(ServiceFailed) as caught:
        await files.upload_stream(picture_file, place=PLACE)

    assert caught.value.code == "insufficient_quota"
    assert api.count(Route.UPLOAD_STREAM) == 1


async def test_lists_counts_and_deletes_files(api: VideoApi, files: FileClient, picture_file: Path) -> None:
    stored = await files.upload_stream(picture_file, place=PLACE)
    listed = await files.fetch_files()
    used_before = (await files.fetch_quota()).used_files
    await files.delete(stored.file_id)

    assert [row.file_id for row in listed.files] == [stored.file_id]
    assert used_before == 1
    assert not api.files


async def test_deleting_what_is_not_there_fails(files: FileClient) -> None:
    with pytest.raises(ServiceFailed):
        await files.delete("file_unknown")
