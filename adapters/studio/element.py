"""Elements: things and people made once from pictures and used in many videos."""

import asyncio
import secrets
from dataclasses import dataclass
from pathlib import Path

from adapters.studio.json_folder import JsonFolder


@dataclass(frozen=True, kw_only=True)
class Element:
    """One element; its id is a decimal number, as text because it may exceed what JSON readers keep exactly."""

    element_id: str
    owner: str
    name: str
    description: str
    created_at: float


class Elements:
    """All elements by owner and id; each has one picture on disk."""

    def __init__(self, records: JsonFolder[Element], folder: Path) -> None:
        """Keep pictures in `folder`; call `load` before use."""
        self._records = records
        self._folder = folder
        self._elements: dict[tuple[str, str], Element] = {}

    async def load(self) -> None:
        """Read the records back after a start."""
        await asyncio.to_thread(self._folder.mkdir, parents=True, exist_ok=True)
        for element in await self._records.read_all():
            self._elements[element.owner, element.element_id] = element

    def find(self, owner: str, element_id: str) -> Element | None:
        """Return an element of `owner`."""
        return self._elements.get((owner, element_id))

    def get_picture_path(self, element_id: str) -> Path:
        """Return where the picture of an element is."""
        return self._folder / f"{element_id}.png"

    async def keep(self, element: Element, picture: Path) -> None:
        """Take in a new element whose checked picture is at `picture`."""
        await asyncio.to_thread(picture.replace, self.get_picture_path(element.element_id))
        await self._records.write(element.element_id, element)
        self._elements[element.owner, element.element_id] = element


def draw_element_id() -> str:
    """Return a new element id of 18 digits."""
    return str(10**17 + secrets.randbelow(9 * 10**17))
