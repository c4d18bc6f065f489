"""From shards to tables: every finding keeps its own mark, over shards and groups of rows."""

from datetime import date

import pyarrow.parquet as parquet

from msgguard.audit import finish as module
from msgguard.audit.chunk import Chunk
from msgguard.audit.finish import finish
from msgguard.audit.rows import Batch, FindingRow, MessageRow
from msgguard.audit.shards import PARTS, Writer

DAY = date(2024, 1, 9)


def message(seq):
    return MessageRow(
        seq, "mbox", str(seq), 1, "judged", "", -1, f"m{seq}", "t", "s", "teacher", "outbound", "email", DAY,
        "2024-01", "warn", 1, [], [],
    )  # fmt: skip


def finding(seq, number=0, *, origin="authored", value="", mark="", thread="", allowed=False):
    return FindingRow(
        seq, number, f"m{seq}", thread or f"t{seq}", "s", "teacher", "outbound", "email", DAY, "2024-01",
        "CD101", "personal-phone", "warn", "", "own", ["a:EV7"], [], allowed, False, origin, "sender", "own",
        "high", False, "body", 1, 2, value, mark or f"f{seq}.{number}", "",
    )  # fmt: skip


def test_what_counts_is_told_row_by_row_over_shards_and_groups(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "GROUP_ROWS", 7)
    (tmp_path / PARTS).mkdir()
    rows = [finding(seq, value="v", thread="one" if seq % 3 else "") for seq in range(30)]
    rows[4] = finding(4, allowed=True)
    rows[9] = finding(9, mark="f2.0")  # the same message lay there before
    rows[11] = finding(11, origin="quoted", value="w", thread="two")
    rows[12] = finding(12, origin="quoted", value="w", thread="two")  # carried on
    rows[13] = finding(13, origin="forwarded", value="v", thread="one")  # said in the thread itself
    writer = Writer(folder=tmp_path)
    for number, start in enumerate(range(0, 30, 10)):
        here = rows[start : start + 10]
        writer.add(Chunk(number=number, digest="d"), Batch([message(f.seq) for f in here], here))
        writer.commit()
    finish(tmp_path)
    table = parquet.read_table(tmp_path / "findings.parquet").to_pylist()
    assert [row["seq"] for row in table] == list(range(30))
    assert [row["fingerprint"] for row in table] == [f.fingerprint for f in rows]
    assert [row["seq"] for row in table if not row["counted"]] == [4, 9, 12, 13]


def test_an_archive_without_findings_gives_an_empty_table(tmp_path):
    (tmp_path / PARTS).mkdir()
    writer = Writer(folder=tmp_path)
    writer.add(Chunk(number=0, digest="d"), Batch([message(0)], []))
    writer.commit()
    finish(tmp_path)
    assert parquet.read_table(tmp_path / "findings.parquet").num_rows == 0
    assert parquet.read_table(tmp_path / "messages.parquet").num_rows == 1
