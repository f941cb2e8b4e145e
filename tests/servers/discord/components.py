"""Components of messages: the rules that they keep and the form in which Discord returns them."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

from tests.servers.discord.errors import reject_field
from tests.servers.discord.records import TEXT_DISPLAY, Json, MessageFlag, walk_components

MAX_COMPONENTS = 40
MAX_TEXT = 4000
MAX_ROWS = 5
ACTION_ROW = 1
MAX_ROW_BUTTONS = 5
FILE = 13
V2_ONLY = {9, 10, 11, 12, 13, 14, 17}
#: Types that only a modal may hold.
MODAL_ONLY = {4, 18, 19, 21, 22, 23}
DEFAULTS: dict[int, Json] = {
    3: {"min_values": 1, "max_values": 1},
    5: {"min_values": 1, "max_values": 1},
    6: {"min_values": 1, "max_values": 1},
    7: {"min_values": 1, "max_values": 1},
    8: {"min_values": 1, "max_values": 1},
    11: {"description": None, "spoiler": False},
    13: {"spoiler": False},
    14: {"spacing": 1, "divider": True},
    17: {"accent_color": None, "spoiler": False},
}


@dataclass(frozen=True, kw_only=True)
class Media:
    """What Discord knows about a file that a component shows."""

    payload: Json
    name: str | None = None
    size_bytes: int | None = None


#: Finds a file by its address, `attachment://name` included.
FindMedia = Callable[[str], Media]


def check_components(components: list[Json], flags: MessageFlag) -> None:
    """Refuse components that Discord would refuse."""
    every = walk_components(components)
    is_v2 = MessageFlag.COMPONENTS_V2 in flags
    _check_types(every, is_v2=is_v2)
    _check_rows(every)
    _check_custom_ids(every)
    if is_v2 and len(every) > MAX_COMPONENTS:
        reject_field("components", "BASE_TYPE_MAX_LENGTH", f"Must be {MAX_COMPONENTS} or fewer in length.")
    if not is_v2 and len(components) > MAX_ROWS:
        reject_field("components", "BASE_TYPE_MAX_LENGTH", f"Must be {MAX_ROWS} or fewer in length.")
    if sum(len(part["content"]) for part in every if part["type"] == TEXT_DISPLAY) > MAX_TEXT:
        reject_field("components", "COMPONENT_MAX_TOTAL_TEXT_LENGTH", "The text of all components is too long")


def _check_types(every: list[Json], *, is_v2: bool) -> None:
    for part in every:
        if part["type"] in MODAL_ONLY or (part["type"] in V2_ONLY and not is_v2):
            reject_field("components.0", "UNION_TYPE_CHOICES", "This type of component is not allowed here.")


def _check_rows(every: list[Json]) -> None:
    for row in every:
        if row["type"] == ACTION_ROW and not 1 <= len(row["components"]) <= MAX_ROW_BUTTONS:
            reject_field("components.0.components", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length.")


def _check_custom_ids(every: list[Json]) -> None:
    custom_ids = [part["custom_id"] for part in every if part.get("custom_id")]
    if len(custom_ids) != len(set(custom_ids)):
        reject_field("components", "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated")


def resolve_components(components: list[Json], find_media: FindMedia) -> list[Json]:
    """Build components in the form in which Discord returns them."""
    numbers = count(1)

    def resolve(part: Json) -> Json:
        given = {key: value for key, value in part.items() if value is not None}
        resolved = {"id": next(numbers)} | DEFAULTS.get(part["type"], {}) | given
        resolved["id"] = resolved["id"] or next(numbers)
        if "components" in given:
            resolved["components"] = [resolve(inner) for inner in given["components"]]
        if "accessory" in given:
            resolved["accessory"] = resolve(given["accessory"])
        return _resolve_own_media(resolved, find_media)

    return [resolve(part) for part in components]


def _resolve_own_media(part: Json, find_media: FindMedia) -> Json:
    if "items" in part:
        part["items"] = [
            {
                "media": find_media(item["media"]["url"]).payload,
                "description": item.get("description"),
                "spoiler": bool(item.get("spoiler")),
            }
            for item in part["items"]
        ]
    if "media" in part:
        part["media"] = find_media(part["media"]["url"]).payload
    if "file" in part:
        media = find_media(part["file"]["url"])
        part |= {"file": media.payload, "name": media.name, "size": media.size_bytes}
    return part
