"""An S3-compatible store as a real HTTP server in a process of its own; its contents live as long as it does."""

import logging
import multiprocessing
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from http.client import HTTPConnection
from multiprocessing.connection import Connection

from moto.server import ThreadedMotoServer
from pydantic import SecretStr

from storage.object_media import ObjectStoreAccess

_START_SECONDS = 120
_BUCKET = "flipbook"


class _Word(StrEnum):
    """What the server's process can be told."""

    GO_DOWN = "go down"
    COME_BACK = "come back"


@dataclass(frozen=True, kw_only=True)
class ObjectStoreServer:
    """A running store with one bucket."""

    port: int
    line: Connection = field(repr=False, compare=False)
    bucket: str = _BUCKET
    key_id: str = "local"
    key: str = field(default="local-secret", repr=False)

    def build_access(self, prefix: str) -> ObjectStoreAccess:
        """Return what opens a corner of the bucket."""
        return ObjectStoreAccess(
            address=f"s3://{self.bucket}/{prefix}",
            endpoint=f"http://127.0.0.1:{self.port}",
            region="us-east-1",
            key_id=self.key_id,
            key=SecretStr(self.key),
        )

    def build_settings(self, prefix: str) -> Mapping[str, str]:
        """Return the settings by which the bot finds a corner of the bucket."""
        return {
            "FLIPBOOK_MEDIA_URL": f"s3://{self.bucket}/{prefix}",
            "FLIPBOOK_MEDIA_ENDPOINT": f"http://127.0.0.1:{self.port}",
            "FLIPBOOK_MEDIA_KEY_ID": self.key_id,
            "FLIPBOOK_MEDIA_KEY": self.key,
        }

    def go_down(self) -> None:
        """Refuse all connections from now on; what is stored is kept."""
        self._tell(_Word.GO_DOWN)

    def come_back(self) -> None:
        """Listen again at the same port."""
        self._tell(_Word.COME_BACK)

    def _tell(self, word: _Word) -> None:
        self.line.send(word)
        assert self.line.poll(_START_SECONDS), "the object store does not obey"
        self.line.recv()


@contextmanager
def object_store_server() -> Iterator[ObjectStoreServer]:
    """Run a store until the end of the block."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_serve, args=(there,), daemon=True)
    process.start()
    try:
        assert here.poll(_START_SECONDS), "the object store did not start"
        yield ObjectStoreServer(port=here.recv(), line=here)
    finally:
        process.kill()
        process.join()


def _serve(line: Connection) -> None:
    """Serve until killed, and tell the port once there is a bucket."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = _start_server(port=0)
    _, port = server.get_host_and_port()
    bucket = HTTPConnection("127.0.0.1", port, timeout=_START_SECONDS)
    bucket.request("PUT", f"/{_BUCKET}")
    assert bucket.getresponse().status == 200
    bucket.close()
    line.send(port)
    while True:
        match line.recv():
            case _Word.GO_DOWN:
                server.stop()
            case _Word.COME_BACK:
                # What is stored belongs to the process and not to the server.
                server = _start_server(port=port)
        line.send(port)


def _start_server(*, port: int) -> ThreadedMotoServer:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=port, verbose=False)
    server.start()
    return server
