import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import ClientSession

from adapters.kling.download import MOST_REDIRECTS, DownloadFault, ResultDownload
from adapters.kling.public_connector import build_public_connector
from adapters.kling.settings import KlingLimits, KlingSettings
from bot.errors import ServiceBusy, ServiceFailed
from tests.servers.video_api import run_video_api
from tests.servers.video_api_errors import RATE_LIMIT_EXCEEDED
from tests.servers.video_api_faults import (
    HTML_PAGE,
    Fault,
    answer_body,
    answer_error,
    answer_in_chunks,
    answer_page,
    drip,
    drop_before,
    redirect_to,
    truncate,
)
from tests.servers.video_api_state import Route, VideoApi, build_video

#: Longer than any silence in these tests.
_ENDLESS_SECONDS = 1e6

BuildDownload = Callable[..., ResultDownload]


@pytest.fixture
async def build_download(api: VideoApi, session: ClientSession, limits: KlingLimits) -> AsyncIterator[BuildDownload]:
    async with ClientSession(connector=build_public_connector()) as public_session:

        def build(*, trusted: frozenset[str] | None = None, limits: KlingLimits = limits) -> ResultDownload:
            return ResultDownload(
                own_session=session,
                public_session=public_session,
                trusted_origins=frozenset({api.base_url}) if trusted is None else trusted,
                limits=limits,
            )

        yield build


@pytest.fixture
def download(build_download: BuildDownload) -> ResultDownload:
    return build_download()


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "video.mp4"


@pytest.fixture
def url(api: VideoApi) -> str:
    return f"{api.base_url}/results/x.mp4"


def read(file: Path) -> bytes:
    return file.read_bytes()


async def expect_busy(download: ResultDownload, url: str, target: Path) -> str:
    with pytest.raises(ServiceBusy) as caught:
        await download.fetch(url, to=target)
    assert not list(target.parent.iterdir())
    return caught.value.code


async def expect_failure(download: ResultDownload, url: str, target: Path) -> str:
    with pytest.raises(ServiceFailed) as caught:
        await download.fetch(url, to=target)
    assert not isinstance(caught.value, ServiceBusy)
    assert not list(target.parent.iterdir())
    return caught.value.code


async def test_streams_a_large_video_to_disk(api: VideoApi, download: ResultDownload, url: str, target: Path) -> None:
    api.video = build_video(3 * 1024**2)

    await download.fetch(url, to=target)

    assert read(target) == api.video
    assert list(target.parent.iterdir()) == [target]


async def test_tells_the_media_host_who_asks_but_not_the_key(
    api: VideoApi, download: ResultDownload, url: str, target: Path
) -> None:
    await download.fetch(url, to=target)

    headers = api.calls[0].headers
    assert headers["User-Agent"].startswith("Flipbook/")
    assert "Authorization" not in headers
    assert api.key not in str(headers)


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (answer_page(200), DownloadFault.IS_A_PAGE),
        (answer_body(HTML_PAGE, content_type="video/mp4"), DownloadFault.IS_NO_VIDEO),
        (answer_body(b"", content_type="video/mp4"), DownloadFault.TRUNCATED),
        (answer_body(b'{"error": {}}'), DownloadFault.IS_A_PAGE),
        (truncate(build_video()[:1000], announced=4096), DownloadFault.INTERRUPTED),
        (answer_body(build_video()[:1000], content_type="video/mp4"), DownloadFault.TRUNCATED),
        (answer_page(403), DownloadFault.REFUSED),
        (answer_page(500), DownloadFault.REFUSED),
        (answer_error(RATE_LIMIT_EXCEEDED), DownloadFault.REFUSED),
        (drop_before(), DownloadFault.INTERRUPTED),
    ],
)
async def test_what_may_pass_is_tried_three_times(
    api: VideoApi, download: ResultDownload, url: str, target: Path, fault: Fault, code: DownloadFault
) -> None:
    api.fail_always(Route.RESULT, fault)

    assert await expect_busy(download, url, target) == code.value
    assert api.count(Route.RESULT) >= 3


async def test_a_video_that_comes_at_the_second_attempt_is_taken(
    api: VideoApi, download: ResultDownload, url: str, target: Path
) -> None:
    api.fail_next(Route.RESULT, answer_page(200))

    await download.fetch(url, to=target)

    assert read(target) == api.video


@pytest.mark.parametrize("status", [404, 410])
async def test_an_expired_link_is_not_tried_again(
    api: VideoApi, download: ResultDownload, url: str, target: Path, status: int
) -> None:
    api.fail_always(Route.RESULT, answer_page(status))

    assert await expect_failure(download, url, target) == "result_expired"
    assert api.count(Route.RESULT) == 1


async def test_an_announced_size_that_is_too_large_is_refused(
    api: VideoApi, build_download: BuildDownload, limits: KlingLimits, url: str, target: Path
) -> None:
    api.video = build_video(5000)

    assert (
        await expect_failure(build_download(limits=replace(limits, result_bytes=4999)), url, target)
        == "result_too_large"
    )


async def test_a_size_that_was_not_announced_is_refused_too(
    api: VideoApi, build_download: BuildDownload, limits: KlingLimits, url: str, target: Path
) -> None:
    api.fail_always(Route.RESULT, answer_in_chunks(build_video(5000), content_type="video/mp4"))
    download = build_download(limits=replace(limits, result_bytes=4999))

    assert await expect_failure(download, url, target) == "result_too_large"


@pytest.mark.parametrize(
    "limits",
    [
        KlingLimits(attempts=1, download_seconds=_ENDLESS_SECONDS),
        KlingLimits(attempts=1, silence_seconds=_ENDLESS_SECONDS),
    ],
    ids=["silence", "whole"],
)
async def test_a_download_that_stalls_is_given_up(
    api: VideoApi, build_download: BuildDownload, url: str, target: Path, limits: KlingLimits
) -> None:
    api.fail_always(Route.RESULT, drip(start=build_video()[:100], content_type="video/mp4"))

    assert await expect_busy(build_download(limits=limits), url, target) == "result_interrupted"


async def test_follows_three_redirects(api: VideoApi, download: ResultDownload, url: str, target: Path) -> None:
    api.fail_next(Route.RESULT, *[redirect_to("/results/next.mp4") for _ in range(MOST_REDIRECTS)])

    await download.fetch(url, to=target)

    assert read(target) == api.video


async def test_does_not_follow_a_fourth_redirect(
    api: VideoApi, download: ResultDownload, url: str, target: Path
) -> None:
    api.fail_always(Route.RESULT, redirect_to("/results/next.mp4"))

    assert await expect_failure(download, url, target) == "result_redirects"
    assert api.count(Route.RESULT) == MOST_REDIRECTS + 1


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1:1/x.mp4",
        "http://169.254.169.254/latest/meta-data",
        "http://[::1]/x.mp4",
        "http://localhost/x.mp4",
        "file:///etc/passwd",
        "gs://bucket/x.mp4",
        "http://[/",
    ],
)
async def test_checks_every_address_that_it_is_sent_to(
    api: VideoApi, download: ResultDownload, url: str, target: Path, location: str
) -> None:
    api.fail_always(Route.RESULT, redirect_to(location))

    assert await expect_failure(download, url, target) == "result_unsafe"
    assert api.count(Route.RESULT) == 1


@pytest.mark.parametrize("url", ["", "x.mp4", "http://127.0.0.1/x.mp4", "gs://bucket/x.mp4", "http://a b/", "http://["])
async def test_refuses_addresses_that_are_not_public(download: ResultDownload, url: str, target: Path) -> None:
    assert await expect_failure(download, url, target) == "result_unsafe"


async def test_trusts_no_private_address_but_those_it_was_told(
    api: VideoApi, build_download: BuildDownload, url: str, target: Path
) -> None:
    assert await expect_failure(build_download(trusted=frozenset()), url, target) == "result_unsafe"
    assert not api.calls


async def test_a_name_that_leads_into_the_network_is_not_connected_to(
    api: VideoApi,
    build_download: BuildDownload,
    target: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    port = int(api.base_url.rpartition(":")[2])
    found = [(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", ("127.0.0.1", port))]

    async def resolve(*_arguments: object, **_options: object) -> list[object]:
        return list(found)

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", resolve)

    code = await expect_busy(build_download(), f"http://media.example.com:{port}/results/x.mp4", target)

    assert code == "result_unreachable"
    assert not api.calls


async def test_a_disk_that_refuses_loses_nothing_for_good(download: ResultDownload, url: str, tmp_path: Path) -> None:
    with pytest.raises(ServiceBusy) as caught:
        await download.fetch(url, to=tmp_path / "missing" / "video.mp4")

    assert caught.value.code == "result_not_written"


async def test_keeps_what_was_there_when_a_download_fails(
    api: VideoApi, download: ResultDownload, url: str, target: Path
) -> None:
    await asyncio.to_thread(target.write_bytes, b"before")
    api.fail_always(Route.RESULT, answer_page(404))

    with pytest.raises(ServiceFailed):
        await download.fetch(url, to=target)

    assert read(target) == b"before"


async def test_the_key_never_reaches_another_host(settings: KlingSettings, target: Path) -> None:
    async with run_video_api(separate_media=True) as api, ClientSession() as session:
        download = ResultDownload(
            own_session=session,
            public_session=session,
            trusted_origins=frozenset({api.base_url, api.media_url}),
            limits=settings.limits,
        )
        api.fail_next(Route.RESULT, redirect_to(f"{api.media_url}/results/x.mp4"))

        await download.fetch(f"{api.base_url}/results/x.mp4", to=target)

        assert all("Authorization" not in call.headers for call in api.calls)
        assert [call.headers["Host"] for call in api.calls] == [
            api.base_url.removeprefix("http://"),
            api.media_url.removeprefix("http://"),
        ]
