"""Word and name lists of the name model, as Bloom filters: which words are names, places, words?

Sources: the counts of given names by the UK's statistical offices (through the R package
``ukbabynames``), surname lists marked ``c``, ``f`` or ``w`` in ``surnames.tsv.gz``, and the
words that the CC BY corpora write in lower case. The column ``zipf_lower`` is left alone:
its source is share-alike. Names of adults: ``given_older.txt`` beside this file (ONS through faker,
OGL and MIT) with the short forms of ``nicknames.tsv`` (Apache-2.0), where few children bear them.
"""

from __future__ import annotations

import base64
import csv
import gzip
import json
import math
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgguard.school.letters import key_of

CORPORA = ("wnut17", "btc", "wikigold", "litbank")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
# Below this many births in 18 years a name says little.
_COMMON, _KNOWN = 800, 12
# Fewer births than these, and a well-known English name is an adult's; or as likely an adult's as a child's.
_OLDER, _EITHER = 1500, 4000
# Short forms that are words, yet names often enough.
_SHORT_WORDS = frozenset({"rich", "bill", "will", "drew", "ray"})
_OLDER_FILE = Path(__file__).with_name("given_older.txt")


def rows(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a gzipped, tab-separated file with a header."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def texts(data: Path, names: Iterable[str] = CORPORA) -> Iterator[dict[str, object]]:
    """The annotated texts of the corpora ``names``."""
    for name in names:
        with gzip.open(data / "ner" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
            yield from map(json.loads, file)


def bloom(items: Iterable[str], *, rate: float = 0.01) -> dict[str, object]:
    """A Bloom filter as the model file holds it; ``rate`` is the share of false positives."""
    wanted = sorted(set(items))
    bits = max(64, math.ceil(-len(wanted) * math.log(rate) / math.log(2) ** 2))
    hashes = max(1, round(bits / max(1, len(wanted)) * math.log(2)))
    array = bytearray((bits + 7) // 8)
    for item in wanted:
        raw = item.encode()
        one, other = zlib.crc32(raw), zlib.adler32(raw) | 1
        for turn in range(hashes):
            bit = (one + turn * other + turn * turn) % bits
            array[bit >> 3] |= 1 << (bit & 7)
    return {
        "bits": bits,
        "hashes": hashes,
        "size": len(wanted),
        "data": base64.b85encode(bytes(array)).decode(),
    }


def lower_words(data: Path) -> Counter[str]:
    """How often the corpora write a word in lower case."""
    counts: Counter[str] = Counter()
    for record in texts(data):
        for match in _WORD.finditer(str(record["text"])):
            word = match[0]
            if word[0].islower():
                counts[key_of(word)] += 1
    return counts


def short_forms(data: Path) -> dict[str, set[str]]:
    """English short forms and the names they stand for."""
    found: dict[str, set[str]] = {}
    for line in (data / "names" / "nicknames.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        name, forms = line.split("\t")[:2]
        for form in forms.split(","):
            found.setdefault(key_of(form.strip()), set()).add(key_of(name))
    return found


def older(births: Counter[str], forms: dict[str, set[str]], least: int) -> set[str]:
    """Names of past decades that fewer than ``least`` children bear, with their short forms."""
    text = [line for line in _OLDER_FILE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    known = {key_of(name) for name in " ".join(text).split()}
    names = {name for name in known if births[name] < least}
    return names | {
        form for form, full in forms.items() if len(form) > 1 and births[form] < least and full <= names
    }


def build(data: Path) -> dict[str, dict[str, object]]:
    """Every list of the model file, by name."""
    words = lower_words(data)
    common: set[str] = set()
    given: set[str] = set()
    places: set[str] = set()
    wordy: set[str] = set()
    births: Counter[str] = Counter()
    for row in rows(data / "names" / "given_uk.tsv.gz"):
        count = int(row["female"] or 0) + int(row["male"] or 0)
        for piece in re.split(r"[ -]", row["name"]):
            births[key_of(piece)] += count
        name = key_of(row["name"])
        if "p" in row["flags"]:
            places.add(name)
        if "w" in row["flags"]:
            wordy.add(name)
    for name, count in births.items():
        if len(name) < 2:
            continue
        if count >= _COMMON:
            common.add(name)
        if count >= _KNOWN:
            given.add(name)
    forms = short_forms(data)
    given |= {form for form in forms if len(form) > 2 and (words[form] < 2 or form in _SHORT_WORDS)}
    families: set[str] = set()
    for row in rows(data / "names" / "surnames.tsv.gz"):
        name = key_of(row["surname"])
        if set(row["sources"]) & set("cfw") and 1 < len(name) < 20 and " " not in name:
            families.add(name)
        if "p" in row["flags"]:
            places.add(name)
        if "w" in row["flags"]:
            wordy.add(name)
    vocabulary = {word for word, count in words.items() if count >= 2 and len(word) > 1}
    frequent = {word for word, count in words.items() if count >= 12}
    return {
        "given_common": bloom(common),
        "given": bloom(given),
        "older": bloom(older(births, forms, _OLDER), rate=0.002),
        "either": bloom(older(births, forms, _EITHER), rate=0.002),
        "family": bloom(families, rate=0.03),
        "place": bloom(places),
        "word": bloom(vocabulary | wordy),
        "frequent": bloom(frequent),
    }
