"""Calls that mean harm, made from a seed: broken bodies, wrong types, absurd numbers, addresses that lead astray."""

import json
import random
from dataclasses import dataclass, field

from tests.adapters.studio.client import build_body

SUBMIT = "/v1/videos/generations"
FIELDS = (
    "model",
    "image_start",
    "image_end",
    "prompt",
    "negative_prompt",
    "duration",
    "quality",
    "sound",
    "model_params",
)
#: What stands where another type is wanted.
ODD_VALUES: tuple[object, ...] = (
    *(None, True, -1, 0, 1 << 80, 1e308, 3.5, "", " ", "\0", "\ud800", "x" * 5000, "5", [], [[]], {}, {"a": 1}),
    *({"multi_shot": True}, {"element_list": [{}] * 4}, {"multi_shot": 1}, {"multi_prompt": [None]}),
    *(
        "file:///etc/passwd",
        "gopher://x",
        "http://",
        "http://[::1",
        "http://127.0.0.1:1/a.jpg",
        "https://" + "a" * 3000,
    ),
)
RAW_BODIES = (
    b"",
    b"null",
    b"[]",
    b'"model"',
    b"{",
    b"\xff\xfe{\0}\0",
    b"\xef\xbb\xbf{}",
    b"[" * 200_000,
    b'{"model_params":' * 50_000,
    b'{"duration":' + b"9" * 100_000 + b"}",
    b'{"duration":NaN,"prompt":Infinity}',
    b'{"prompt":"\xff\xfe"}',
    b'{"prompt":"' + b"a" * 10_000_000 + b'"}',
    b"{" + b",".join(b'"field%d":0' % number for number in range(100_000)) + b"}",
)
PATHS = (
    "/v1/tasks/task-unified-" + "9" * 5000,
    "/v1/tasks/..%2f..%2f..%2fetc%2fpasswd",
    "/v1/tasks/%00",
    "/v1/tasks?page=-1&page_size=99999999999999999999",
    "/v1/tasks?page=%F0%9F%92%A9",
    "/files/..%2f..%2f..%2fetc/passwd",
    "/files/file_x/..%2f..%2fsettings.json",
    "/results/..%2f..%2ftasks%2fa.mp4",
    "/api/v1/files/download/file_..%2f..",
    "/api/v1/files/list?page=0&pageSize=-5",
    "/" + "a/" * 3000,
)
UPLOAD = "/api/v1/files/upload"


@dataclass(frozen=True, kw_only=True)
class HostileCall:
    method: str
    path: str
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


def list_calls(seed: int, count: int) -> list[HostileCall]:
    """Build that many calls: all that are written above first, then fuzzed submissions."""
    rng = random.Random(seed)  # noqa: S311  # repeatable on purpose
    calls = [
        *(HostileCall(method="POST", path=SUBMIT, body=body) for body in RAW_BODIES),
        *(HostileCall(method="GET", path=path) for path in PATHS),
        *_list_uploads(),
        HostileCall(method="POST", path=SUBMIT, body=b"{}", headers={"Content-Type": "text/plain"}),
        HostileCall(method="POST", path=SUBMIT, body=b"{}", headers={"Idempotency-Key": "k" * 7000}),
        HostileCall(method="GET", path="/v1/credits", headers={"Authorization": "Bearer " + "s" * 7000}),
        HostileCall(method="POST", path="/v1/tasks/batch", body=json.dumps({"task_ids": ["x"] * 100_000}).encode()),
    ]
    rng.shuffle(calls)
    return [*calls[:count], *(_fuzz_submission(rng) for _ in range(count - len(calls)))]


def _list_uploads() -> list[HostileCall]:
    form = {"Content-Type": "multipart/form-data; boundary=b"}
    part = b'--b\r\nContent-Disposition: form-data; name="file"; filename="%s"\r\n\r\n%s\r\n--b--\r\n'
    return [
        HostileCall(method="POST", path=f"{UPLOAD}/stream", body=b"no boundary", headers=form),
        HostileCall(method="POST", path=f"{UPLOAD}/stream", body=b"--b\r\n" * 50_000, headers=form),
        HostileCall(
            method="POST", path=f"{UPLOAD}/stream", body=part % (b"../../../x.jpg", b"\xff\xd8\xff"), headers=form
        ),
        HostileCall(method="POST", path=f"{UPLOAD}/stream", body=part % (b"\0" * 900, b""), headers=form),
        HostileCall(method="POST", path=f"{UPLOAD}/base64", body=json.dumps({"base64_data": "!" * 100_000}).encode()),
        HostileCall(
            method="POST", path=f"{UPLOAD}/base64", body=json.dumps({"base64_data": "A" * 12_000_000}).encode()
        ),
        HostileCall(method="POST", path=f"{UPLOAD}/url", body=b'{"file_url":"file:///etc/passwd"}'),
        HostileCall(
            method="POST", path=f"{UPLOAD}/url", body=b'{"file_url":"http://169.254.169.254/latest/meta-data"}'
        ),
        HostileCall(method="DELETE", path="/api/v1/files/file_%2e%2e"),
    ]


def _fuzz_submission(rng: random.Random) -> HostileCall:
    """Put something odd into one to three fields of a right submission."""
    changes = {name: rng.choice(ODD_VALUES) for name in rng.sample(FIELDS, rng.randint(1, 3))}
    return HostileCall(method="POST", path=SUBMIT, body=json.dumps({**build_body(), **changes}).encode())
