from pathlib import Path

import pytest

from adapters.terminal.picture_file import PictureFile
from bot.errors import RequestRefused


async def test_streams_the_whole_file(tmp_path: Path) -> None:
    content = bytes(range(256)) * 3000
    path = tmp_path / "day.png"
    path.write_bytes(content)

    chunks = [chunk async for chunk in PictureFile(path=path).read_chunks()]

    assert len(chunks) > 1
    assert b"".join(chunks) == content


def test_the_name_says_nothing_of_the_folders(tmp_path: Path) -> None:
    assert PictureFile(path=tmp_path / "day.png").name == "day.png"


@pytest.mark.parametrize("name", ["missing.png", "."])
async def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(RequestRefused, match="cannot be read"):
        _ = [chunk async for chunk in PictureFile(path=tmp_path / name).read_chunks()]
