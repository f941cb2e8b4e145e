"""A throw-away PostgreSQL server in a folder of its own, reached by a Unix socket; nothing of it outlives the tests."""

import getpass
import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import URL, Engine, create_engine, make_url, text

#: Where Debian keeps what is not meant for the search path.
_DEBIAN_FOLDERS = "/usr/lib/postgresql"
#: Nothing has to survive a power cut, but what was committed has to survive a crash of the server.
_FAST = (
    "fsync=off",
    "full_page_writes=off",
    "shared_buffers=16MB",
    "max_connections=200",
    "listen_addresses=",
)


@dataclass(frozen=True, kw_only=True)
class PostgresqlServer:
    """A running server."""

    socket_folder: Path
    user: str
    #: The call of `pg_ctl` for this server, without its verb, and what it is started with.
    control: Sequence[str] = field(repr=False)
    start_arguments: Sequence[str] = field(repr=False)

    def build_address(self, database: str) -> str:
        """Return the address of a database on this server."""
        url = URL.create("postgresql", username=self.user, database=database, query={"host": str(self.socket_folder)})
        return url.render_as_string(hide_password=False)

    def come_back(self) -> None:
        """Start it, with what it had stored, and return when it takes connections."""
        _run([*self.control, *self.start_arguments, "start"], self.user)

    def go_down(self) -> None:
        """End it at once, as a crash does, and with it all sessions and all that was not committed."""
        _run([*self.control, "-m", "immediate", "stop"], self.user)

    @contextmanager
    def fresh_database(self) -> Iterator[str]:
        """Make an empty database, lend its address, and drop it with whatever still uses it."""
        name = f"test_{secrets.token_hex(6)}"
        engine = create_admin_engine(self.build_address("postgres"))
        try:
            with engine.connect() as connection:
                connection.execute(text(f"CREATE DATABASE {name}"))
            yield self.build_address(name)
            with engine.connect() as connection:
                connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        finally:
            engine.dispose()


def create_admin_engine(address: str) -> Engine:
    """Connect to a database without transactions."""
    url = make_url(address).set(drivername="postgresql+psycopg")
    # The server may have been away in between.
    return create_engine(url, isolation_level="AUTOCOMMIT", pool_pre_ping=True)


def find_postgresql() -> Path | None:
    """Return the folder of the newest server's programs, or None where there is none."""
    on_path = shutil.which("initdb")
    if on_path is not None:
        return Path(on_path).resolve().parent
    installed = sorted(Path(_DEBIAN_FOLDERS).glob("*/bin/initdb"), key=lambda found: int(found.parts[-3]))
    return installed[-1].parent if installed else None


@contextmanager
def postgresql_server(programs: Path) -> Iterator[PostgresqlServer]:
    """Run a server until the end of the block."""
    # The folder of the tests cannot be entered by the other user as whom the server has to run.
    folder = Path(tempfile.mkdtemp(prefix="flipbook-postgresql-"))
    user, data = _choose_user(), str(folder / "data")
    settings = " ".join(f"-c {setting}" for setting in (f"unix_socket_directories={folder}", *_FAST))
    control = [str(programs / "pg_ctl"), "-D", data, "-w"]
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, user)
        _run([str(programs / "initdb"), "--auth=trust", "--no-sync", f"--username={user}", data], user)
        start_arguments = ("-l", str(folder / "log"), "-o", settings)
        server = PostgresqlServer(socket_folder=folder, user=user, control=control, start_arguments=start_arguments)
        server.come_back()
        try:
            yield server
        finally:
            server.go_down()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _choose_user() -> str:
    """Return who runs the server, which refuses to run as root."""
    if os.geteuid() != 0:
        return getpass.getuser()
    names = {one.pw_name for one in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _run(command: Sequence[str], user: str) -> None:
    other_user = user if os.geteuid() == 0 else None
    subprocess.run(  # noqa: S603 - programs of a server that is installed here
        command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/", user=other_user
    )
