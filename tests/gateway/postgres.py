"""A PostgreSQL in a folder of its own, on a unix socket, for tests."""

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path


def programs():
    """Debian's folder of server programs, or None where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


def is_here():
    try:
        pwd.getpwnam("postgres")
    except KeyError:
        return False
    return os.getuid() == 0 and programs() is not None


class Postgres:
    """Started on entry, gone on exit; ``stop`` and ``start`` in between take it away and bring it back."""

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="postgres-"))
        shutil.chown(self.folder, "postgres")
        self._run("initdb", "-D", self.folder / "data", "-A", "trust", "-U", "postgres", "--no-sync")
        self.start()
        self.url = f"postgresql://postgres@/postgres?host={self.folder}"

    def _run(self, program, *words):
        subprocess.run(
            [
                "setpriv",
                "--reuid=postgres",
                "--regid=postgres",
                "--clear-groups",
                programs() / program,
                *words,
            ],
            check=True,
            capture_output=True,
            timeout=60,
            cwd="/",
        )

    def start(self):
        options = f"-c listen_addresses='' -c unix_socket_directories='{self.folder}' -c fsync=off"
        log = self.folder / "log"
        self._run("pg_ctl", "-D", self.folder / "data", "-o", options, "-l", log, "-w", "start")

    def stop(self):
        self._run("pg_ctl", "-D", self.folder / "data", "-m", "immediate", "-w", "stop")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
