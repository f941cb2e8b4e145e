from pathlib import Path

import pytest

from adapters.terminal.video_file import build_name, choose_path, place_video
from bot.errors import RequestRefused


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    path = tmp_path / "media" / "0123.mp4"
    path.parent.mkdir()
    path.write_bytes(b"a new video")
    return path


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("The sun sets!", "the-sun-sets"),
        ("../../etc/passwd", "etc-passwd"),
        ("🎉🎉", "video"),
        ("", "video"),
        ("Sonne über dem Fluß", "sonne-über-dem-fluß"),
        ("a" * 300, "a" * 50),
    ],
)
def test_names_are_made_from_the_words(words: str, name: str) -> None:
    assert build_name(words) == name


def test_a_name_of_ours_avoids_files_that_are_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "dusk.mp4").write_bytes(b"mine")

    assert choose_path(None, words="dusk", overwrite=False) == tmp_path / "dusk-2.mp4"


def test_a_folder_gets_a_file_named_after_the_words(tmp_path: Path) -> None:
    assert choose_path(tmp_path, words="dusk", overwrite=False) == tmp_path / "dusk.mp4"


def test_a_wanted_name_that_is_taken_is_refused(tmp_path: Path) -> None:
    taken = tmp_path / "out.mp4"
    taken.write_bytes(b"mine")

    with pytest.raises(RequestRefused, match="--force"):
        choose_path(taken, words="dusk", overwrite=False)


def test_a_wanted_name_that_is_taken_is_replaced_by_force(tmp_path: Path) -> None:
    taken = tmp_path / "out.mp4"
    taken.write_bytes(b"mine")

    assert choose_path(taken, words="dusk", overwrite=True) == taken


def test_an_empty_file_may_be_filled(tmp_path: Path) -> None:
    reserved = tmp_path / "out.mp4"
    reserved.touch()

    assert choose_path(reserved, words="dusk", overwrite=False) == reserved


@pytest.mark.parametrize("wanted", ["missing/out.mp4", f"{'long' * 100}.mp4"])
def test_a_place_that_cannot_be_written_is_refused(tmp_path: Path, wanted: str) -> None:
    with pytest.raises(RequestRefused, match="cannot be written"):
        choose_path(tmp_path / wanted, words="dusk", overwrite=False)


def test_the_video_stands_alone_where_it_was_asked_to(clip: Path, tmp_path: Path) -> None:
    target = tmp_path / "out" / "out.mp4"
    target.parent.mkdir()

    placed = place_video(clip, target, overwrite=False)

    assert placed == target
    assert {path.name: path.read_bytes() for path in target.parent.iterdir()} == {"out.mp4": b"a new video"}


def test_placing_the_same_video_again_changes_nothing(clip: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.mp4"

    assert [place_video(clip, target, overwrite=False) for _ in range(2)] == [target, target]
    assert not list(tmp_path.glob("out-*"))


def test_a_file_that_came_in_between_is_not_overwritten(clip: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.mp4"
    target.write_bytes(b"mine")

    placed = place_video(clip, target, overwrite=False)

    assert (placed.name, placed.read_bytes(), target.read_bytes()) == ("out-2.mp4", b"a new video", b"mine")


def test_force_replaces_a_file_in_one_instant(clip: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.mp4"
    target.write_bytes(b"old")

    assert place_video(clip, target, overwrite=True).read_bytes() == b"a new video"


def test_nothing_half_written_stays_behind(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        place_video(tmp_path / "gone.mp4", tmp_path / "out.mp4", overwrite=False)

    assert list(tmp_path.iterdir()) == []
