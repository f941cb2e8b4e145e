"""Whole videos: what the file is, and that its frames are those that were asked for."""

import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import av
import pytest

from adapters.studio.renderer.faults import PictureUnreadable, RenderStopped, VideoUnwritable
from adapters.studio.renderer.loudness import measure_loudness
from adapters.studio.renderer.picture import fit_picture
from adapters.studio.renderer.render import render
from adapters.studio.renderer.scene import Aspect, Quality, Scene, SceneShot
from tests.adapters.studio.renderer.pictures import draw_scene, write_picture
from tests.adapters.studio.renderer.videos import measure_psnr, read_atoms, read_frames, read_sound


def render_file(scene: Scene, folder: Path) -> Path:
    output = folder / "video.mp4"
    render(scene, output, report=lambda _share: None, stopped=lambda: False)
    return output


def measure_durations(container: av.container.InputContainer) -> list[Fraction]:
    return [(stream.duration or 0) * (stream.time_base or Fraction(0)) for stream in container.streams]


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    return write_picture(tmp_path, draw_scene())


def test_writes_the_promised_format_and_exact_durations(picture: Path, tmp_path: Path) -> None:
    scene = Scene(first_frame=picture, prompt="slow zoom in", duration_seconds=3, sound=True, task_id="task-7")

    output = render_file(scene, tmp_path)

    with av.open(str(output)) as container:
        video, audio = container.streams.video[0], container.streams.audio[0]
        assert (video.width, video.height, video.frames) == (1280, 720, 72)
        assert (video.codec_context.profile, video.codec_context.pix_fmt) == ("High", "yuv420p")
        assert (video.codec_context.color_primaries, video.codec_context.color_range) == (1, 1)
        assert measure_durations(container) == [3, 3]
        assert (audio.codec_context.name, audio.codec_context.sample_rate) == ("aac", 48_000)
        assert container.metadata["title"] == "Flipbook animatic task-7"
        assert container.metadata["comment"] == "slow zoom in"
    assert read_atoms(output).index("moov") < read_atoms(output).index("mdat")


def test_begins_with_the_picture_and_moves_on(picture: Path, tmp_path: Path) -> None:
    scene = Scene(first_frame=picture, prompt="zoom in", duration_seconds=3, animatic_mark=False)
    given = fit_picture(draw_scene(), 1280, 720)

    frames = read_frames(render_file(scene, tmp_path))

    assert len(frames) == 72
    assert measure_psnr(frames[0], given) > 36
    assert measure_psnr(frames[-1], given) < 28


def test_arrives_at_a_lone_last_picture(picture: Path, tmp_path: Path) -> None:
    scene = Scene(last_frame=picture, prompt="pan left", duration_seconds=3, animatic_mark=False)
    given = fit_picture(draw_scene(), 1280, 720)

    frames = read_frames(render_file(scene, tmp_path))

    assert measure_psnr(frames[-1], given) > 35
    assert measure_psnr(frames[0], given) < 28


def test_leads_from_the_first_picture_to_the_last(picture: Path, tmp_path: Path) -> None:
    other = write_picture(tmp_path, draw_scene(seed=9, subject_across=0.3), "other.png")
    scene = Scene(first_frame=picture, last_frame=other, duration_seconds=3, animatic_mark=False)
    first, last = (fit_picture(drawn, 1280, 720) for drawn in (draw_scene(), draw_scene(seed=9, subject_across=0.3)))

    frames = read_frames(render_file(scene, tmp_path))

    assert measure_psnr(frames[0], first) > 36
    assert measure_psnr(frames[-1], last) > 35


def test_cuts_a_storyboard_at_exact_seconds(picture: Path, tmp_path: Path) -> None:
    shots = (SceneShot(prompt="wide, static camera", seconds=1), SceneShot(prompt="close-up, static camera", seconds=2))
    scene = Scene(first_frame=picture, shots=shots, duration_seconds=3, animatic_mark=False)

    frames = read_frames(render_file(scene, tmp_path))

    changes = [number for number in range(1, 72) if measure_psnr(frames[number - 1], frames[number]) < 25]
    assert changes == [24]


def test_makes_a_tall_video_with_sound_at_the_promised_level(picture: Path, tmp_path: Path) -> None:
    scene = Scene(first_frame=picture, prompt="rain and wind", duration_seconds=3, sound=True, aspect=Aspect.TALL)

    output = render_file(scene, tmp_path)

    with av.open(str(output)) as container:
        assert (container.streams.video[0].width, container.streams.video[0].height) == (720, 1280)
    assert -20 <= measure_loudness(read_sound(output)) <= -16


def test_renders_the_same_scene_the_same_way(picture: Path, tmp_path: Path) -> None:
    scene = Scene(first_frame=picture, prompt="handheld, snow", duration_seconds=3, sound=True, aspect=Aspect.SQUARE)

    first, second = (render_file(scene, tmp_path).read_bytes() for _ in range(2))

    assert first == second


ROOT = Path(__file__).parents[4]
RENDER_ALONE = """
import sys
from pathlib import Path
from adapters.studio.renderer.render import render
from adapters.studio.renderer.scene import Aspect, Scene
folder = Path(sys.argv[1])
scene = Scene(first_frame=folder / "picture.png", prompt="orbit, rain", duration_seconds=3, sound=True,
              aspect=Aspect.SQUARE, task_id="task-7")
render(scene, folder / sys.argv[2], report=lambda _share: None, stopped=lambda: False)
"""


def test_renders_the_same_in_every_process(picture: Path, tmp_path: Path) -> None:
    for name in ("one.mp4", "other.mp4"):
        # Each process has hash seeds of its own.
        words = [sys.executable, "-c", RENDER_ALONE, str(picture.parent), name]
        subprocess.run(words, cwd=ROOT, check=True)  # noqa: S603 - our own words

    assert (tmp_path / "one.mp4").read_bytes() == (tmp_path / "other.mp4").read_bytes()


def test_reports_the_share_of_frames(picture: Path, tmp_path: Path) -> None:
    shares: list[float] = []
    scene = Scene(first_frame=picture, prompt="static camera", duration_seconds=3, aspect=Aspect.SQUARE)

    render(scene, tmp_path / "video.mp4", report=shares.append, stopped=lambda: False)

    assert shares == [(number + 1) / 72 for number in range(72)]


def test_leaves_nothing_behind_when_stopped(picture: Path, tmp_path: Path) -> None:
    shares: list[float] = []
    scene = Scene(first_frame=picture, duration_seconds=3, quality=Quality.HD)

    with pytest.raises(RenderStopped):
        render(scene, tmp_path / "video.mp4", report=shares.append, stopped=lambda: len(shares) == 5)

    assert [path.name for path in tmp_path.iterdir()] == ["picture.png"]


def test_leaves_nothing_behind_when_the_caller_fails(picture: Path, tmp_path: Path) -> None:
    def fail(share: float) -> None:
        raise KeyError(share)

    with pytest.raises(KeyError):
        render(Scene(first_frame=picture, duration_seconds=3), tmp_path / "video.mp4", report=fail, stopped=bool)

    assert [path.name for path in tmp_path.iterdir()] == ["picture.png"]


def test_names_a_picture_that_cannot_be_read(tmp_path: Path) -> None:
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"\x89PNG\r\n\x1a\n but nothing more")

    with pytest.raises(PictureUnreadable):
        render_file(Scene(first_frame=broken, duration_seconds=3), tmp_path)


def test_says_so_when_the_file_cannot_be_written(picture: Path, tmp_path: Path) -> None:
    with pytest.raises(VideoUnwritable):
        render_file(Scene(first_frame=picture, duration_seconds=3), tmp_path / "absent")
