from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from adapters.web.faults import answer_faults
from adapters.web.uploads import MEGABYTE, FormReceiver
from bot.messages import storage as sentences
from tests.adapters.web.visitor import Visitor, build_form
from tests.fakes.full_disk import no_file_larger_than


@pytest.fixture
async def sender(tmp_path: Path) -> AsyncIterator[Visitor]:
    forms = FormReceiver(tmp_path, max_picture_bytes=MEGABYTE)

    async def describe(request: web.Request) -> web.Response:
        async with forms.receive(request) as form:
            picture = form.first_picture("first")
            size = 0 if picture is None else sum([len(chunk) async for chunk in picture.read_chunks()])
            return web.json_response({"words": dict(form.words), "size": size, "name": picture and picture.name})

    async def greet(_request: web.Request) -> web.Response:
        return web.json_response({"me": {}})

    app = web.Application(middlewares=[answer_faults])
    app.add_routes([web.post("/", describe), web.get("/api/state", greet)])
    async with TestServer(app) as server, Visitor(str(server.make_url("/"))) as visitor:
        yield visitor


def _list_files(folder: Path) -> list[Path]:
    return list(folder.iterdir())


async def test_lends_words_and_pictures(sender: Visitor) -> None:
    response = await sender.send("/", build_form(("first", "day.png", b"x" * 1000), prompt="the sun sets 🌄"))

    assert await response.json() == {"words": {"prompt": "the sun sets 🌄"}, "size": 1000, "name": "day.png"}


async def test_accepts_a_picture_of_exactly_the_limit(sender: Visitor) -> None:
    response = await sender.send("/", build_form(("first", "day.png", b"x" * MEGABYTE)))

    assert (await response.json())["size"] == MEGABYTE


async def test_refuses_a_picture_above_the_limit_and_names_its_field(sender: Visitor, tmp_path: Path) -> None:
    response = await sender.send("/", build_form(("first", "day.png", b"x" * (MEGABYTE + 1))))

    answer = await response.json()
    assert (response.status, answer["option"]) == (422, "first")
    assert "1 MB" in answer["sentence"]
    assert _list_files(tmp_path) == []


async def test_leaves_nothing_behind(sender: Visitor, tmp_path: Path) -> None:
    await sender.send("/", build_form(("first", "day.png", b"x")))

    assert _list_files(tmp_path) == []


async def test_a_full_disk_is_no_fault_of_the_sender(sender: Visitor, tmp_path: Path) -> None:
    with no_file_larger_than(0):
        response = await sender.send("/", build_form(("first", "day.png", b"x")))

    assert (response.status, (await response.json())["sentence"]) == (503, sentences.storage_full())
    assert _list_files(tmp_path) == []


async def test_a_path_in_a_file_name_leads_nowhere(sender: Visitor) -> None:
    response = await sender.send("/", build_form(("first", "../../etc/passwd", b"x")))

    assert (await response.json())["name"] == "passwd"


async def test_an_empty_file_field_counts_as_no_picture(sender: Visitor) -> None:
    response = await sender.send("/", build_form(("first", "day.png", b"")))

    assert (await response.json())["name"] is None


async def test_refuses_words_without_end(sender: Visitor) -> None:
    response = await sender.send("/", build_form(prompt="x" * 70_000))

    assert response.status == 422


async def test_refuses_forms_of_very_many_fields(sender: Visitor) -> None:
    response = await sender.send("/", build_form(**{f"field{number}": "x" for number in range(50)}))

    assert response.status == 422


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("text/plain", b"hello"),
        ("multipart/form-data", b"hello"),
        ("multipart/form-data; boundary=x", b"no boundary here"),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n\xff\xfe\r\n--x--\r\n',
        ),
        ("multipart/form-data; boundary=x", b"--x\r\n\r\nnameless\r\n--x--\r\n"),
    ],
)
async def test_refuses_bodies_that_are_no_form(sender: Visitor, content_type: str, body: bytes) -> None:
    headers = {"Content-Type": content_type}

    async with sender.session.post("/", data=body, headers=headers) as response:
        assert response.status == 422
