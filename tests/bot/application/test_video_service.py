from pathlib import Path

from bot.application.video_service import build_studio_command
from bot.settings import Settings


def test_our_own_studio_keeps_what_people_gave_no_longer_than_the_bot(tmp_path: Path) -> None:
    arguments = build_studio_command(Settings(data_folder=tmp_path), b"secret").arguments

    assert arguments[arguments.index("--keep-hours") + 1] == "24"
