"""How one part of a block is looked at: lengths, counts and texts, with the place of every fault; no block types."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

PLAIN, MARKED = "plain_text", "mrkdwn"


@dataclass(frozen=True)
class Inspection:
    """Collects what is wrong, in the words of Slack."""

    faults: list[str] = field(default_factory=list)

    def note(self, words: str, pointer: str) -> None:
        """Write down a fault."""
        self.faults.append(f"[ERROR] {words} [json-pointer:{pointer}]")

    def check_string(
        self, part: Mapping[str, Any], name: str, pointer: str, *, longest: int, is_needed: bool = False
    ) -> str:
        """Check a plain string."""
        value = part.get(name)
        if value is None:
            if is_needed:
                self.note(f"missing required field: {name}", pointer)
            return ""
        if not isinstance(value, str):
            self.note("must be a string", f"{pointer}/{name}")
            return ""
        if is_needed and not value:
            self.note("must be more than 0 characters", f"{pointer}/{name}")
        if len(value) > longest:
            self.note(f"must be less than {longest + 1} characters", f"{pointer}/{name}")
        return value

    def check_text(
        self,
        part: Mapping[str, Any],
        name: str,
        pointer: str,
        *,
        longest: int,
        kinds: Collection[str] = (PLAIN,),
        is_needed: bool = False,
    ) -> None:
        """Check a text object."""
        value = part.get(name)
        if value is None:
            if is_needed:
                self.note(f"missing required field: {name}", pointer)
            return
        self.check_text_object(value, f"{pointer}/{name}", longest=longest, kinds=kinds)

    def check_text_object(self, value: object, pointer: str, *, longest: int, kinds: Collection[str]) -> None:
        """Check a text object that stands by itself."""
        if not isinstance(value, dict):
            self.note("must be an object", pointer)
            return
        if value.get("type") not in kinds:
            self.note(f"must be a valid enum value: {', '.join(kinds)}", f"{pointer}/type")
        self.check_string(value, "text", pointer, longest=longest, is_needed=True)

    def read_rows(
        self, part: Mapping[str, Any], name: str, pointer: str, *, most: int, fewest: int = 1
    ) -> list[tuple[str, Any]]:
        """Check a list and give its rows with their places."""
        rows = part.get(name)
        if not isinstance(rows, list):
            if fewest or rows is not None:
                self.note(f"missing required field: {name}", pointer)
            return []
        if len(rows) < fewest:
            self.note(f"must have at least {fewest} items", f"{pointer}/{name}")
        if len(rows) > most:
            self.note(f"no more than {most} items allowed", f"{pointer}/{name}")
        return [(f"{pointer}/{name}/{number}", row) for number, row in enumerate(rows)]

    def check_choice(self, part: Mapping[str, Any], name: str, pointer: str, choices: Collection[str]) -> None:
        """Check a word out of a few, which may be missing."""
        if name in part and part[name] not in choices:
            self.note(f"must be a valid enum value: {', '.join(sorted(choices))}", f"{pointer}/{name}")
