"""A real PostgreSQL of our own, made from the system's binaries and gone after the tests.

Nothing listens on the network: the server speaks through a Unix socket in its own folder. As
PostgreSQL refuses to run as root, root hands the folder and the processes to another account.
"""

import atexit
import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

MISSING = "PostgreSQL is not installed (neither /usr/lib/postgresql/*/bin nor pg_ctl on PATH)"
OWNER = "guongsang"
PORT = 5432  # only part of the socket's file name
FAST = {
    "fsync": "off",
    "full_page_writes": "off",
}  # a crash of the server alone still loses nothing


def find_binaries() -> Path | None:
    """The folder of the newest PostgreSQL here; None (the reason is `MISSING`) without one."""
    debian = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if debian:
        return max(debian, key=lambda folder: float(folder.parent.name))
    found = shutil.which("pg_ctl")
    return Path(found).resolve().parent if found else None


def _account() -> pwd.struct_passwd | None:
    """Who runs the server when we are root; None when we run it ourselves."""
    if os.getuid() != 0:
        return None
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    return names.get("postgres") or names["nobody"]


class Postgres:
    """One server with as many databases as tests want; `durable` syncs to disk, for benchmarks."""

    def __init__(self, bin_dir: Path, *, durable: bool = False) -> None:
        self.bin_dir = bin_dir
        self._account = _account()
        # A socket's path may have 107 bytes, and TMPDIR may be long or closed to other accounts.
        self.folder = Path(tempfile.mkdtemp(prefix="gs-pg-", dir="/tmp"))
        self._data = self.folder / "data"
        self._settings = {} if durable else FAST
        self._numbers = itertools.count(1)
        if self._account:
            os.chown(self.folder, self._account.pw_uid, self._account.pw_gid)
        atexit.register(self.close)
        self._initialise()
        self.start()

    def _initialise(self) -> None:
        # Locale C sorts by code point, as SQLite does: a test sees the same order on both.
        options = ["--encoding=UTF8", "--locale=C", "--auth=trust", f"--username={OWNER}"]
        self._run("initdb", f"--pgdata={self._data}", "--no-sync", *options)
        settings = self._settings | {
            "listen_addresses": "",
            "unix_socket_directories": str(self.folder),
            "port": str(PORT),
        }
        lines = "".join(f"{name} = '{value}'\n" for name, value in settings.items())
        with (self._data / "postgresql.conf").open("a") as file:
            file.write(lines)

    def url_of(self, name: str) -> str:
        """The address of a database, for SQLAlchemy's asyncpg dialect."""
        return f"postgresql+asyncpg://{OWNER}@/{name}?host={self.folder}&port={PORT}"

    def make_database(self, template: str | None = None, *, name: str | None = None) -> str:
        """The URL of a new database, copied from the one named `template` if nobody is using it."""
        name = name or f"db{next(self._numbers)}"
        self._run("createdb", f"--template={template or 'template0'}", name, *self._address())
        return self.url_of(name)

    def drop(self, name: str) -> None:
        """Drop a database by its name, whoever is still connected."""
        self._run("dropdb", "--force", "--if-exists", name, *self._address())

    def start(self) -> None:
        """Start the server and wait until it answers."""
        log = self.folder / "server.log"
        self._run("pg_ctl", "start", "--wait", f"--pgdata={self._data}", f"--log={log}")

    def stop(self, *, immediate: bool = False) -> None:
        """Stop the server and cut every connection; `immediate` is a crash: no checkpoint first."""
        mode = "immediate" if immediate else "fast"
        self._run("pg_ctl", "stop", "--wait", f"--pgdata={self._data}", f"--mode={mode}")

    def restart(self, *, immediate: bool = False) -> None:
        """Stop and start again."""
        self.stop(immediate=immediate)
        self.start()

    def close(self) -> None:
        """Stop the server if it runs and remove all it kept; harmless the second time."""
        if (self._data / "postmaster.pid").exists():
            self.stop(immediate=True)
        shutil.rmtree(self.folder, ignore_errors=True)
        atexit.unregister(self.close)

    def _address(self) -> tuple[str, ...]:
        return f"--host={self.folder}", f"--port={PORT}", f"--username={OWNER}"

    def _run(self, program: str, *arguments: str) -> None:
        """Run one of PostgreSQL's programs; its own words become the error."""
        # Output goes to a file: the server inherits it from pg_ctl and would keep a pipe open.
        with tempfile.TemporaryFile() as said:
            done = subprocess.run(
                [self.bin_dir / program, *arguments],
                check=False,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                cwd=self.folder,
                env={"PATH": os.defpath, "LC_ALL": "C"},
                user=self._account.pw_uid if self._account else None,
                group=self._account.pw_gid if self._account else None,
                extra_groups=[] if self._account else None,
            )
            said.seek(0)
            words = said.read().decode(errors="replace")
        if done.returncode != 0:
            raise RuntimeError(f"{program} failed: {words}")
