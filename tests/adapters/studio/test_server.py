"""Starting, stopping, dying and sharing a folder."""

import asyncio
import html
import re
import shutil
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import ClientSession

from adapters.studio.folder_lock import FolderInUse
from tests.adapters.studio.client import (
    FIRST_KEY,
    SECOND_KEY,
    StudioClient,
    build_body,
    build_picture,
    build_settings,
    open_client,
)
from tests.adapters.studio.fake_render import VIDEO_BYTES

REPOSITORY = Path(__file__).parents[3]


@asynccontextmanager
async def open_process(data_dir: Path) -> AsyncIterator[tuple[asyncio.subprocess.Process, StudioClient]]:
    """Run a studio in a process of its own, which a test may kill."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.adapters.studio.studio_process",
        str(data_dir),
        cwd=REPOSITORY,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        base_url = (await process.stdout.readline()).decode().strip()
        async with ClientSession() as session:
            yield process, StudioClient(base_url=base_url, session=session)
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def test_renders_again_once_what_was_rendering_when_it_was_killed(tmp_path: Path) -> None:
    data_dir, never = tmp_path / "data", tmp_path / "never"
    async with open_process(data_dir) as (process, client):
        task_id = await client.begin(prompt=f"wait for {never}")
        await client.wait_until_rendering(task_id)
        process.kill()
    async with open_process(data_dir) as (process, client):
        await client.wait_until_rendering(task_id)
        process.kill()

    async with open_client(build_settings(data_dir)) as client:
        task = await client.wait_until_over(task_id)

    assert task["status"] == "failed"
    assert task["error"]["code"] == "service_error"


async def test_finishes_what_was_rendering_when_it_was_killed(tmp_path: Path) -> None:
    data_dir, gate = tmp_path / "data", tmp_path / "gate"
    async with open_process(data_dir) as (process, client):
        task_id = await client.begin(prompt=f"wait for {gate}")
        await client.wait_until_rendering(task_id)
        process.kill()
    gate.touch()

    async with open_client(build_settings(data_dir)) as client:
        task = await client.wait_until_over(task_id)

    assert task["status"] == "completed"


async def test_keeps_what_waited_when_it_was_killed_and_what_that_reserves(tmp_path: Path) -> None:
    data_dir, gate = tmp_path / "data", tmp_path / "gate"
    async with open_process(data_dir) as (process, client):
        await client.wait_until_rendering(await client.begin(prompt=f"wait for {gate}"))
        waiting = await client.begin()
        process.kill()

    async with open_client(build_settings(data_dir)) as client:
        before = await client.call("GET", "/v1/credits")
        gate.touch()
        task = await client.wait_until_over(waiting)

    assert before.body["data"]["token"]["used_credits"] == 32.4
    assert task["status"] == "completed"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_ends_in_good_order_when_asked_to(tmp_path: Path, number: signal.Signals) -> None:
    async with open_process(tmp_path / "data") as (process, client):
        await client.begin(prompt=f"wait for {tmp_path / 'never'}")
        process.send_signal(number)
        code = await process.wait()

    assert code == 0


async def test_shares_its_folder_with_no_other_studio(tmp_path: Path) -> None:
    async with open_client(build_settings(tmp_path)):
        with pytest.raises(FolderInUse):
            async with open_client(build_settings(tmp_path)):
                pass


async def test_explains_itself_without_a_key(client: StudioClient) -> None:
    async with client.session.get(f"{client.base_url}/") as response:
        page = await response.text()

    assert response.content_type == "text/html"
    assert f"STUDIO={client.base_url}\n" in page
    assert "kept for 24 hours, uploads for\n72 hours" in page
    assert "{{" not in page
    assert "sk-first" not in page


async def test_puts_no_strange_address_into_its_commands(client: StudioClient) -> None:
    headers = {"Host": "$(reboot)"}
    async with client.session.get(f"{client.base_url}/", headers=headers) as response:
        page = await response.text()

    assert "reboot" not in page
    assert "STUDIO=http://127.0.0.1:8090\n" in page


async def test_links_by_its_public_url(tmp_path: Path) -> None:
    async with open_client(build_settings(tmp_path, public_url="https://studio.example/")) as client:
        details = (await client.upload()).body["data"]

    assert details["file_url"].startswith("https://studio.example/files/file_")


async def test_serves_owners_in_turn(tmp_path: Path) -> None:
    first_gate, second_gate = tmp_path / "first", tmp_path / "second"
    async with open_client(build_settings(tmp_path / "data")) as client:
        other = client.using(SECOND_KEY)
        await client.wait_until_rendering(await client.begin(prompt=f"wait for {first_gate}"))
        following = await client.begin(prompt=f"wait for {second_gate}")
        await client.begin(prompt=f"wait for {tmp_path / 'never'}")
        late = await other.begin()
        first_gate.touch()
        await client.wait_until_rendering(following)
        second_gate.touch()
        task = await other.wait_until_over(late)

    assert task["status"] == "completed"


async def test_estimates_more_for_those_who_wait_longer(tmp_path: Path) -> None:
    async with open_client(build_settings(tmp_path / "data")) as client:
        first = await client.begin(prompt=f"wait for {tmp_path / 'never'}")
        await client.wait_until(first, "processing")
        estimates = [(await client.submit(build_body())).body["task_info"]["estimated_time"] for _ in range(2)]

    assert 0 < estimates[0] < estimates[1]


async def test_estimates_less_for_a_key_whose_turn_comes_first(tmp_path: Path) -> None:
    async with open_client(build_settings(tmp_path / "data")) as client:
        await client.wait_until_rendering(await client.begin(prompt=f"wait for {tmp_path / 'never'}"))
        waiting = [await client.begin() for _ in range(3)]
        other = client.using(SECOND_KEY)
        link = (await other.upload()).body["data"]["file_url"]
        newcomer = await other.submit(build_body(image_start=link))
        last = await client.query(waiting[-1])

    assert newcomer.body["task_info"]["estimated_time"] < last.body["task_info"]["estimated_time"]


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
async def test_explains_itself_with_commands_that_work(client: StudioClient, tmp_path: Path) -> None:
    async with client.session.get(f"{client.base_url}/") as response:
        found = re.search("<pre><code>(.*?)</code></pre>", await response.text(), re.DOTALL)
    assert found is not None
    script = html.unescape(found[1]).replace("KEY=sk-your-key", f"KEY={FIRST_KEY}")
    await asyncio.to_thread((tmp_path / "picture.jpg").write_bytes, build_picture())

    process = await asyncio.create_subprocess_exec("bash", "-ec", script, cwd=tmp_path, stdout=asyncio.subprocess.PIPE)
    output, _ = await process.communicate()

    video = await asyncio.to_thread((tmp_path / "video.mp4").read_bytes)
    assert output.decode().split() == ["completed"]
    assert video.startswith(VIDEO_BYTES)
