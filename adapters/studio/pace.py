"""How long a render takes: learned from past ones, used for the estimates the API gives."""

from dataclasses import dataclass, field

from adapters.studio.json_folder import JsonFolder
from adapters.studio.renderer.scene import Quality
from adapters.studio.task import VideoOrder

#: Weight of the newest render; old ones fade.
_LEARNING_RATE = 0.3
_ELEMENT_SECONDS = 2.0


@dataclass(frozen=True, kw_only=True)
class PaceRecord:
    """Seconds of rendering per second of video, by kind of video."""

    seconds_per_second: dict[str, float] = field(default_factory=dict)


class Pace:
    """Learned render times, kept in one file."""

    def __init__(self, folder: JsonFolder[PaceRecord]) -> None:
        """Keep the record in `folder`; call `load` before use."""
        self._folder = folder
        self._record = PaceRecord()

    async def load(self) -> None:
        """Read back what was learned before a restart."""
        for record in await self._folder.read_all():
            self._record = record

    def predict_seconds(self, order: VideoOrder | None) -> float:
        """Return the expected seconds of rendering; None stands for an element, which is not rendered."""
        if order is None:
            return _ELEMENT_SECONDS
        learned = self._record.seconds_per_second.get(_name_kind(order))
        return order.duration_seconds * (learned or _guess_pace(order.quality))

    async def learn(self, order: VideoOrder, seconds: float) -> None:
        """Take a finished render of `seconds` into account."""
        kind = _name_kind(order)
        measured = seconds / order.duration_seconds
        known = self._record.seconds_per_second.get(kind, measured)
        learned = known + _LEARNING_RATE * (measured - known)
        self._record = PaceRecord(seconds_per_second={**self._record.seconds_per_second, kind: learned})
        await self._folder.write("pace", self._record)


def _name_kind(order: VideoOrder) -> str:
    frames = "between" if order.image_start and order.image_end else "single"
    return f"{order.quality}/{frames}"


def _guess_pace(quality: Quality) -> float:
    return {Quality.HD: 1.0, Quality.FULL_HD: 2.0, Quality.ULTRA_HD: 8.0}[quality]
