"""Check the language corpora: form, repetitions, near repetitions, frames that smell of a template.

    python training/language/check_corpora.py corpora

Prints counts only (the untuned split is never shown); exits 1 where something is wrong. Standard
library only.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

CODES = frozenset(
    [
        "DL301",
        "DL302",
        "DL303",
        "DL304",
        "DL305",
        "DL306",
        "PB501",
        "PB502",
        "PB503",
        "PB504",
        "PB505",
        "PB506",
        "PB507",
        "PB509",
        "SC403",
        "PN203",
    ]
)
STANCES = frozenset({"own", "reported", "negated", "idiom"})
OFFENCES = frozenset(
    [
        "plain",
        "sarcasm",
        "condescension",
        "understatement",
        "masked",
        "emoji",
        "typo",
        "slang",
        "dialect",
        "implicit",
        "euphemism",
        "polite",
        "humour",
    ]
)
HARMLESS = frozenset(
    [
        "idiom",
        "thing",
        "lesson",
        "negated",
        "self",
        "fond",
        "firm-fair",
        "praise",
        "proper",
        "homonym",
        "identity",
        "nearmiss",
        "ordinary",
    ]
)
# Files made before classes were told, and how alike two sentences may be.
WITHOUT_CLASS = frozenset({"first"})
ALIKE = 0.8
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")


def faults_of(record: object, *, kinds: bool) -> Iterator[str]:
    """What is wrong with one record."""
    if not isinstance(record, dict) or set(record) != {"text", "labels", "stance", "class"}:
        yield "must hold text, labels, stance and class"
        return
    if not isinstance(record["text"], str) or not record["text"].strip():
        yield "has no text"
    unknown = set(record["labels"]) - CODES
    if unknown:
        yield f"unknown code {min(unknown)}"
    if record["stance"] not in STANCES:
        yield f"unknown stance {record['stance']!r}"
    if kinds and record["class"] not in OFFENCES | HARMLESS:
        yield f"unknown class {record['class']!r}"
    if len(set(record["labels"])) != len(record["labels"]):
        yield "a code twice"


def words_of(text: str) -> tuple[str, ...]:
    """The words of a sentence in lower case, for comparing."""
    return tuple(_WORD.findall(text.lower().replace("’", "'")))


def shingles(words: tuple[str, ...]) -> frozenset[tuple[str, ...]]:
    """The sentence's three-word runs (the whole of a shorter one)."""
    return frozenset(words[i : i + 3] for i in range(max(1, len(words) - 2)))


def near(sentences: list[tuple[str, tuple[str, ...]]]) -> list[tuple[int, int]]:
    """Pairs of sentences of at least five words whose runs are mostly the same."""
    runs = [shingles(words) for _, words in sentences]
    holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
    pairs: set[tuple[int, int]] = set()
    for i, mine in enumerate(runs):
        if len(sentences[i][1]) < 5:
            continue
        common: Counter[int] = Counter()
        for run in mine:
            if len(holders[run]) < 200:
                common.update(holders[run])
            holders[run].append(i)
        for j, shared in common.items():
            if shared / len(mine | runs[j]) >= ALIKE:
                pairs.add((j, i))
    return sorted(pairs)


def main() -> int:
    """Check and count."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpora", type=Path)
    corpora = parser.parse_args().corpora
    faults: list[str] = []
    sentences: list[tuple[str, tuple[str, ...]]] = []
    for file in [
        *sorted((corpora / "language").glob("*.jsonl")),
        *sorted((corpora / "untuned/language").glob("*.jsonl")),
    ]:
        labels: Counter[str] = Counter()
        frames: Counter[tuple[str, ...]] = Counter()
        clean = count = 0
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            record = json.loads(line)
            found = list(faults_of(record, kinds=file.stem not in WITHOUT_CLASS))
            faults.extend(f"{file.name}:{number}: {fault}" for fault in found)
            if found:
                continue
            words = words_of(record["text"])
            sentences.append((file.stem, words))
            frames.update({words[i : i + 5] for i in range(len(words) - 4)})
            labels.update(record["labels"])
            clean += not record["labels"]
            count += 1
        worn = sum(n > 3 for n in frames.values())
        print(f"{file.stem}: {count} sentences, {clean} without a code")
        print(f"   {worn} five-word frames in more than three sentences")
        print("   " + " ".join(f"{code} {labels[code]}" for code in sorted(labels)))
    same = Counter(words for _, words in sentences if words)
    print(sum(n - 1 for n in same.values()), "repetitions (same words) over all files")
    pairs = near(sentences)
    across = Counter(
        tuple(sorted((sentences[i][0], sentences[j][0])))
        for i, j in pairs
        if sentences[i][0] != sentences[j][0]
    )
    print(
        len(pairs),
        f"pairs more than {ALIKE:.0%} alike;",
        sum(across.values()),
        "of them over two hands:",
        dict(across),
    )
    for fault in faults[:50]:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
