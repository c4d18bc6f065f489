"""A made-up school, and its mail as an archive, once for all tests of the audit."""

import pytest
from benchmarks.audit.archive import messages, write_mbox, write_school

from msgguard.audit.plan import Plan
from msgguard.audit.run import run_audit

pytest.importorskip("pyarrow")
pytest.importorskip("duckdb")

KEY = b"0123456789abcdef" * 2


@pytest.fixture(scope="session")
def school(tmp_path_factory):
    return write_school(tmp_path_factory.mktemp("school"), pupils=60)


@pytest.fixture(scope="session")
def archive(tmp_path_factory):
    path = tmp_path_factory.mktemp("archive") / "mail.mbox"
    with path.open("wb") as out:
        write_mbox(out, messages(900))
    return path


@pytest.fixture(scope="session")
def plan(school, archive):
    return Plan(sources=(str(archive),), purpose="test", approver="Head", config=str(school))


@pytest.fixture(scope="session")
def whole(plan, tmp_path_factory):
    """An audit of the whole archive by one process: what every other way must equal."""
    folder = tmp_path_factory.mktemp("whole") / "out"
    assert run_audit(plan, folder, key=KEY, jobs=1).complete
    return folder


def tables(folder):
    """The bytes of both result tables."""
    return [(folder / f"{name}.parquet").read_bytes() for name in ("findings", "messages")]
