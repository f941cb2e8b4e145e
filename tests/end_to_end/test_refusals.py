"""What bad input gets: a private, plain sentence; nothing stored, nothing submitted, nothing reserved."""

from pathlib import Path
from typing import NamedTuple

from tests.bot.media.pictures import encode, gradient, zip_bomb_png
from tests.end_to_end.bot_process import running_bot
from tests.end_to_end.chat_person import at_the_page
from tests.end_to_end.pictures import write_landscape

_GOOD = encode(gradient(800, 450), "PNG")


class Bad(NamedTuple):
    """One order that must be refused, the option to blame and words that its sentence must contain."""

    options: dict[str, str]
    pictures: dict[str, bytes]
    option: str | None
    words: str


def _with(**options: str) -> dict[str, str]:
    return {"prompt": "the sun sets", **options}


_FIRST = {"first": _GOOD}
_CASES = {
    "no image": Bad(_with(), {}, "first", "picture"),
    "PDF named .png": Bad(_with(), {"first": b"%PDF-1.7\n" + b"x" * 999}, "first", "PDF"),
    "one pixel": Bad(_with(), {"first": encode(gradient(1, 1), "PNG")}, "first", "1 by 1"),
    "20000 by 20000": Bad(_with(), {"first": zip_bomb_png(20_000, 20_000)}, "first", "20000 by 20000"),
    "truncated JPEG": Bad(_with(), {"first": encode(gradient(900, 600), "JPEG")[:4000]}, "first", "damaged"),
    "bad last frame": Bad(_with(), {"first": _GOOD, "last": b"GIF89a"}, "last", "damaged"),
    "empty file": Bad(_with(), {"first": b""}, "first", "no picture"),
    "2,501 characters": Bad({"prompt": "a" * 2501}, _FIRST, "prompt", "2,501"),
    "no prompt": Bad({"prompt": "   "}, _FIRST, "prompt", "what should happen"),
    "duration 2": Bad(_with(duration="2"), _FIRST, "duration", "from 3 to 15"),
    "duration 16": Bad(_with(duration="16"), _FIRST, "duration", "from 3 to 15"),
    "duration five": Bad(_with(duration="five"), _FIRST, "duration", "`five`"),
    "11 of 10 seconds": Bad(_with(duration="10", shots="5s: a | 6s: b"), _FIRST, "shots", "11 seconds"),
    "element 3 of 2": Bad(
        {"prompt": "<<<element_3>>> dances", "elements": "1 2"}, _FIRST, "elements", "`<<<element_3>>>`"
    ),
    "last frame with shots": Bad(_with(shots="auto"), {"first": _GOOD, "last": _GOOD}, "shots", "last frame"),
    "private callback": Bad(_with(callback="https://192.168.0.1/hook"), _FIRST, "callback", "private"),
    "unknown option": Bad(_with(durration="5"), _FIRST, None, "Did you mean `duration`?"),
}


async def test_bad_input_gets_a_sentence_and_leaves_nothing_behind(tmp_path: Path) -> None:
    answers = {}
    async with running_bot(tmp_path / "data") as (_, address), at_the_page(address) as person:
        for name, bad in _CASES.items():
            pictures = {key: _write(tmp_path / f"{key}.png", content) for key, content in bad.pictures.items()}
            answers[name] = await person.try_animate(bad.options, pictures)
        messages = await person.read_messages()

    for name, bad in _CASES.items():
        status, answer = answers[name]
        assert (name, status, answer["option"]) == (name, 422, bad.option), answer
        assert bad.words.lower() in answer["sentence"].lower(), (name, answer)
    assert messages == []
    assert _list_files(tmp_path / "data" / "media") == []
    assert _list_files(tmp_path / "data" / "work") == []
    assert _list_files(tmp_path / "data" / "studio" / "tasks") == []
    assert _list_files(tmp_path / "data" / "studio" / "uploads") == []


async def test_odd_words_are_only_words(tmp_path: Path) -> None:
    words = "@everyone <b>🌅 الشمس تغرب</b> {{7*7}}"
    first = {"first": write_landscape(tmp_path / "day.png", size=(640, 360))}
    async with running_bot(tmp_path / "data") as (_, address), at_the_page(address) as person:
        job = await person.animate({"prompt": words, "duration": "3"}, first)
        ended = await person.wait_for_end(job["id"])
        card = await person.wait_for_message(job["id"], "card")

    assert ended["state"] == "done"
    assert card["prompt"] == words


def _write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def _list_files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()] if folder.exists() else []
