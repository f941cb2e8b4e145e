import asyncio
from dataclasses import dataclass
from pathlib import Path

import pytest

from adapters.studio.json_folder import JsonFolder


@dataclass(frozen=True, kw_only=True)
class Note:
    text: str


def list_names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


async def test_keeps_the_newest_of_many_concurrent_writes(tmp_path: Path) -> None:
    folder = JsonFolder(tmp_path, Note)
    await folder.read_all()

    async with asyncio.TaskGroup() as group:
        for number in range(20):
            group.create_task(folder.write("note", Note(text=str(number))))

    assert await folder.read_all() == [Note(text="19")]
    assert list_names(tmp_path) == ["note.json"]


async def test_leaves_a_broken_file_and_reads_the_others(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    folder = JsonFolder(tmp_path, Note)
    await folder.read_all()
    await folder.write("good", Note(text="kept"))
    (tmp_path / "bad.json").write_text('{"text": ')

    values = await folder.read_all()

    assert values == [Note(text="kept")]
    assert "does not hold" in caplog.text


async def test_forgets_what_was_removed(tmp_path: Path) -> None:
    folder = JsonFolder(tmp_path, Note)
    await folder.read_all()
    await folder.write("note", Note(text="gone"))

    await folder.remove("note")

    assert await folder.read_all() == []
