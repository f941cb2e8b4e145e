"""The words between the program and its door."""

import pytest

from adapters.discord.door import Word, build_line, read_line


@pytest.mark.parametrize(("word", "rest"), [(Word.ACKNOWLEDGED, "123"), (Word.HEARING, ""), (Word.LOG, '{"a": "b c"}')])
def test_a_line_is_read_as_it_was_built(word: Word, rest: str) -> None:
    assert read_line(build_line(word, rest)) == (word, rest)
