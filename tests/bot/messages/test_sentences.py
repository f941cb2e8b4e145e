import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator, Mapping

import pytest

from bot import messages

#: One value for each type that a sentence asks for.
SAMPLES: Mapping[str, object] = {"str": "Ada", "int": 3, "float": 2.5, "bool": True}

#: Topics whose sentences stand alone: why something was refused, failed or changed.
REASONS = frozenset({"jobs", "options", "pictures", "service", "storage", "videos", "workers"})


def find_sentences() -> Iterator[Callable[..., object]]:
    """Find every public function of every topic."""
    for found in pkgutil.iter_modules(messages.__path__, prefix=f"{messages.__name__}."):
        module = importlib.import_module(found.name)
        for name, member in vars(module).items():
            if inspect.isfunction(member) and member.__module__ == module.__name__ and not name.startswith("_"):
                yield member


def say(sentence: Callable[..., object]) -> str | None:
    """Call a sentence with samples; None where it asks for more than plain values."""
    parameters = inspect.signature(sentence).parameters.values()
    names = {one.name: getattr(one.annotation, "__name__", "") for one in parameters}
    if not set(names.values()) <= set(SAMPLES):
        return None
    said = sentence(**{name: SAMPLES[kind] for name, kind in names.items()})
    return said if isinstance(said, str) else None


SPOKEN = [(f"{one.__module__}.{one.__name__}", said) for one in find_sentences() if (said := say(one)) is not None]
everything_said = pytest.mark.parametrize("said", [said for _, said in SPOKEN], ids=[name for name, _ in SPOKEN])


def test_many_sentences_are_looked_at() -> None:
    assert len(SPOKEN) > 100


@everything_said
def test_nobody_reads_jokes_or_our_insides(said: str) -> None:
    assert said.strip()
    assert not re.search(r"\b(oops|traceback|exception|null|undefined|nonetype)\b", said, re.IGNORECASE)


@pytest.mark.parametrize("said", [said for name, said in SPOKEN if name.split(".")[2] in REASONS])
def test_reasons_are_whole_sentences(said: str) -> None:
    assert said[0].isupper() or said.startswith("`")
    assert said.endswith(".")


@everything_said
def test_names_in_backticks_are_closed(said: str) -> None:
    assert said.count("`") % 2 == 0
