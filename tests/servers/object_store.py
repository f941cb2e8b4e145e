"""An S3-compatible store as a real HTTP server in a process of its own; its contents live as long as it does."""

import logging
import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from multiprocessing.connection import Connection

from moto.server import ThreadedMotoServer
from pydantic import SecretStr

from storage.object_media import ObjectStoreAccess

_START_SECONDS = 60
_BUCKET = "flipbook"


@dataclass(frozen=True, kw_only=True)
class ObjectStoreServer:
    """A running store with one bucket."""

    port: int
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


@contextmanager
def object_store_server() -> Iterator[ObjectStoreServer]:
    """Run a store until the end of the block."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_serve, args=(there,), daemon=True)
    process.start()
    try:
        assert here.poll(_START_SECONDS), "the object store did not start"
        yield ObjectStoreServer(port=here.recv())
    finally:
        process.kill()
        process.join()


def _serve(line: Connection) -> None:
    """Serve until killed, and tell the port once there is a bucket."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    _, port = server.get_host_and_port()
    bucket = HTTPConnection("127.0.0.1", port, timeout=_START_SECONDS)
    bucket.request("PUT", f"/{_BUCKET}")
    assert bucket.getresponse().status == 200
    bucket.close()
    line.send(port)
    line.poll(None)
