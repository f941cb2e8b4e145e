"""Writing the file."""

from pathlib import Path

import av
import numpy as np
import pytest

from adapters.studio.renderer.encoder import SAMPLES_PER_FRAME, VideoFormat, open_video
from adapters.studio.renderer.faults import VideoUnwritable
from tests.adapters.studio.renderer.videos import read_frames, read_sound


def build_format(*, has_sound: bool) -> VideoFormat:
    return VideoFormat(width=320, height=180, has_sound=has_sound, title="a title", comment="a comment")


def write(output: Path, *, has_sound: bool) -> None:
    with open_video(output, build_format(has_sound=has_sound)) as video:
        video.canvas.blue[:] = video.canvas.red[:] = 128
        for index in range(48):
            video.canvas.luma[:] = 40 + 4 * index
            video.write_canvas()
            video.write_sound(np.full((SAMPLES_PER_FRAME, 2), 0.1, dtype=np.float32))


def test_keeps_every_frame_although_the_canvas_is_used_again(tmp_path: Path) -> None:
    write(tmp_path / "video.mp4", has_sound=False)

    levels = [float(frame.mean()) for frame in read_frames(tmp_path / "video.mp4")]

    assert len(levels) == 48
    assert (np.diff(levels) > 2).all()


def test_writes_sound_of_the_same_length(tmp_path: Path) -> None:
    write(tmp_path / "video.mp4", has_sound=True)

    with av.open(str(tmp_path / "video.mp4")) as container:
        assert container.duration == 2_000_000
    assert abs(read_sound(tmp_path / "video.mp4")[48_000].mean() - 0.1) < 0.02


def test_has_no_sound_stream_without_sound(tmp_path: Path) -> None:
    write(tmp_path / "video.mp4", has_sound=False)

    with av.open(str(tmp_path / "video.mp4")) as container:
        assert [stream.type for stream in container.streams] == ["video"]


def test_does_not_replace_an_older_file_when_it_fails(tmp_path: Path) -> None:
    output = tmp_path / "video.mp4"
    output.write_bytes(b"older")

    with pytest.raises(KeyError), open_video(output, build_format(has_sound=False)):
        raise KeyError

    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("video.mp4", b"older")]


def test_translates_the_faults_of_the_library(tmp_path: Path) -> None:
    with pytest.raises(VideoUnwritable), open_video(tmp_path / "no" / "video.mp4", build_format(has_sound=False)):
        pass
