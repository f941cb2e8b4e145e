"""Weather for the local video API: which of its calls go wrong, drawn by lot from everything that can go wrong."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from types import MappingProxyType

from tests.servers.video_api_errors import (
    INTERNAL_ERROR,
    RATE_LIMIT_EXCEEDED,
    SERVICE_UNAVAILABLE,
    UPSTREAM_ERROR,
)
from tests.servers.video_api_faults import (
    Fault,
    answer_body,
    answer_error,
    answer_error_after,
    answer_json,
    answer_page,
    answer_page_after,
    drop_after,
    drop_before,
    garble_after,
    truncate,
)
from tests.servers.video_api_state import Route, build_video

_AGAIN_AT_ONCE: Mapping[str, str] = MappingProxyType({"Retry-After": "0"})
_WRONG_TYPES: Mapping[str, object] = MappingProxyType({"id": [], "status": 7, "progress": "soon", "results": {}})
_NO_VIDEO = b"this is no video, whatever its type says"

_ANY_CALL: Sequence[Callable[[], Fault]] = (
    drop_before,
    drop_after,
    garble_after,
    answer_page,
    answer_page_after,
    lambda: answer_page(200),
    lambda: answer_json(dict(_WRONG_TYPES)),
    lambda: answer_body(b"{"),
    lambda: answer_error(RATE_LIMIT_EXCEEDED, headers=dict(_AGAIN_AT_ONCE)),
    lambda: answer_error(SERVICE_UNAVAILABLE, headers=dict(_AGAIN_AT_ONCE)),
    lambda: answer_error(INTERNAL_ERROR),
    lambda: answer_error(UPSTREAM_ERROR),
    lambda: answer_error_after(INTERNAL_ERROR),
)
_DOWNLOADS: Sequence[Callable[[], Fault]] = (
    drop_before,
    answer_page,
    lambda: answer_page(200),
    lambda: answer_body(_NO_VIDEO, content_type="video/mp4"),
    lambda: answer_body(b"", content_type="video/mp4"),
    lambda: truncate(build_video(2048), announced=4096),
)
_ROUTES: Mapping[Route, Sequence[Callable[[], Fault]]] = MappingProxyType(
    {
        **dict.fromkeys((Route.SUBMIT, Route.QUERY, Route.LIST, Route.UPLOAD_STREAM), _ANY_CALL),
        Route.RESULT: _DOWNLOADS,
    }
)


@dataclass
class Storm:
    """Lets calls go wrong by lot; give it to a server as its `weather`."""

    chance: Random
    #: The share of calls that go wrong.
    share: float = 0.2
    #: How often each route was hit.
    strokes: Counter[Route] = field(default_factory=Counter)

    def __call__(self, route: Route) -> Fault | None:
        """Return what goes wrong with this call, mostly nothing."""
        faults = _ROUTES.get(route)
        if not faults or self.chance.random() >= self.share:
            return None
        self.strokes[route] += 1
        return self.chance.choice(faults)()

    def end(self) -> None:
        """Let everything go well from now on."""
        self.share = 0.0
