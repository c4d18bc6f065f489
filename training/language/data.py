"""What the readers are trained on: labelled sentences, sentences of labelled messages, public rows.

A label is 1, 0 or unknown (-1): public sources judged only some of the codes, and a message's
``allow`` leaves a code open. Licences decide which public sources may take part; texts under a
share-alike licence are left out of everything that ships.
"""

from __future__ import annotations

import gzip
import json
import random
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from msgguard.model import Origin
from msgguard.text.sentence import sentences
from msgguard.text.view import text_part

CODES = (
    "DL301", "DL302", "DL303", "DL304", "DL305", "DL306",
    "PB501", "PB502", "PB503", "PB504", "PB505", "PB506", "PB507", "PB509",
    "SC403", "PN203",
)  # fmt: skip
INDEX = {code: number for number, code in enumerate(CODES)}
STANCES = ("own", "reported", "negated", "idiom")
# The hands whose sentences fit calibration and cuts: the first set's sentences and messages, everyday staff
# talk, and whole messages with an offence or two among ordinary sentences; the readers that read them
# for it were trained without them.
HELD = "first,dev-language-boundaries,dev-contacts-pupils,iris,abe"
# Share-alike or Wikipedia text: never used for what ships.
SHARE_ALIKE = frozenset({"vicomtech2018", "cat2020", "wikidetox-sample"})
# How many rows of each (source, label) group at most: social media speech must not drown the school's.
MOST = {
    ("hatemojibuild", "any"): 4300, ("toxigen-demos", "any"): 700, ("surge-toxicity", "any"): 1000,
    ("guest2021", "hate"): 500, ("guest2021", "none"): 700, ("edos2023", "hate"): 2500,
    ("edos2023", "none"): 1500, ("toxicspans2021", "insult"): 1500, ("toxicspans2021", "threat"): 200,
    ("toxicspans2021", "none"): 1500, ("toxicspans2021", "profanity"): 400, ("toxicspans2021", "hate"): 300,
    ("hatexplain-devtest", "hate"): 700, ("hatexplain-devtest", "insult"): 500,
    ("hatexplain-devtest", "none"): 700, ("davidson2017", "hate"): 700, ("davidson2017", "profanity"): 900,
    ("davidson2017", "none"): 900, ("convabuse", "insult"): 200, ("convabuse", "none"): 500,
    ("convabuse", "hate"): 60, ("madlibs", "insult"): 300, ("madlibs", "none"): 300,
}  # fmt: skip
PUBLIC = {
    "insult": "DL301",
    "condescending": "DL301",
    "threat": "DL302",
    "profanity": "DL303",
    "hate": "DL305",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One sentence: ``labels`` by code index (1, 0, -1 unknown), stance (-1 unknown), origin."""

    text: str
    labels: tuple[int, ...]
    stance: int
    kind: str
    source: str


def labels_of(codes: list[str], *, unknown: frozenset[str] = frozenset()) -> tuple[int, ...]:
    """The label vector for the given codes."""
    return tuple(1 if code in codes else -1 if code in unknown else 0 for code in CODES)


def sentence_samples(corpora: Path, names: tuple[str, ...]) -> Iterator[Sample]:
    """The labelled sentences of some authors (file names without ending)."""
    for name in names:
        for line in (corpora / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            unknown = frozenset[str]()
            if name == "first" and record["stance"] == "reported":
                # The first set drops the code of reported insults, the others keep it.
                unknown = frozenset({"DL301", "DL303", "DL304", "DL305", "DL306", "DL302"})
            yield Sample(
                text=record["text"],
                labels=labels_of(record["labels"], unknown=unknown),
                stance=STANCES.index(record["stance"]),
                kind=record["class"],
                source=name,
            )


def message_samples(path: Path) -> Iterator[Sample]:
    """The authored sentences of a file of labelled messages, labelled by overlap."""
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        allowed = frozenset(record.get("allow", [])) | {"PN203"}
        for name in ("subject", "body"):
            source = record.get(name) or ""
            if not source.strip():
                continue
            part = text_part(name, source, origin=Origin.AUTHORED if name == "subject" else None)
            spans = []
            for expected in record["expect"]:
                text = expected.get("text", "")
                at = source.find(text) if text and expected["code"] in INDEX else -1
                while at >= 0:
                    spans.append((at, at + len(text), expected["code"]))
                    at = source.find(text, at + 1)
            for start, end in sentences(part):
                if part.origin_at(start) is not Origin.AUTHORED or end - start < 3:
                    continue
                first, last = part.source_span(start, end)
                codes = [code for a, b, code in spans if a < last and first < b]
                untexted = {e["code"] for e in record["expect"] if not e.get("text")}
                yield Sample(
                    text=part.plain[start:end],
                    labels=labels_of(codes, unknown=allowed | frozenset(untexted)),
                    stance=-1,
                    kind="message",
                    source=path.stem,
                )


def public_samples(folder: Path, *, seed: int = 1) -> list[Sample]:
    """A capped sample of the licensed public rows."""
    groups: dict[tuple[str, str], list[Sample]] = {}
    with gzip.open(folder / "language.tsv.gz", "rt", encoding="utf-8") as lines:
        next(lines)
        for line in lines:
            text, labels, source, _, scope = line.rstrip("\n").split("\t")
            if source in SHARE_ALIKE or not 3 <= len(text) <= 400:
                continue
            given = labels.split(",")
            key = (source, "any") if (source, "any") in MOST else (source, _group(given))
            if key not in MOST or "unjudged" in given:
                continue
            found = {PUBLIC[s] for s in given if s in PUBLIC}
            judged = _judged(scope, given)
            vector = tuple(
                1 if c in found else 0 if c in judged or not c.startswith("DL") else -1 for c in CODES
            )
            text = text.replace("@USER", "").replace("URL", "").strip()
            groups.setdefault(key, []).append(
                Sample(text=text, labels=vector, stance=-1, kind="public", source=source)
            )
    chosen: list[Sample] = []
    dice = random.Random(seed)
    for key, samples in sorted(groups.items()):
        dice.shuffle(samples)
        chosen.extend(samples[: MOST[key]])
    return chosen


def _judged(scope: str, given: list[str]) -> set[str]:
    """The codes whose absence a source's scope makes sure."""
    everything = {"DL301", "DL302", "DL303", "DL305"}
    if scope == "all" or (given == ["none"] and scope.startswith(("toxic", "synthetic"))):
        return everything
    judged = {"DL305"} if scope.startswith("hate") else set[str]()
    return judged | ({"DL303"} if "profanity" in scope else set())


_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n\s*\n")
# Grown-ups swear and quarrel on mailing lists: of these codes ordinary mail says nothing.
MAIL_OPEN = frozenset({"DL301", "DL303"})


def mail_samples(
    folder: Path, *, most: int = 7000, seed: int = 1, first: int = 0, step: int = 2
) -> list[Sample]:
    """Sentences of every other ordinary mail: none of them is an offence against a school's policy.

    Of the mails between them half (``first=1, step=4``) tell what share of ordinary sentences the second
    reader is asked about; the other half is left for measuring false alarms.
    """
    found: set[str] = set()
    for box in sorted(folder.glob("*ham*.mbox.gz")):
        with gzip.open(box, "rt", encoding="latin-1") as lines:
            mails = re.split(r"\n\n(?=From )", lines.read())
        for mail in mails[first::step]:
            body = mail.partition("\n\n")[2]
            for block in body.split("\n\n"):
                if "<" in block or block.startswith((">", "|", "--")):
                    continue
                for sentence in _SENTENCE.split(block):
                    one = " ".join(sentence.split())
                    if 12 <= len(one) <= 260 and ">" not in one:
                        found.add(one)
    every = sorted(found)
    random.Random(seed).shuffle(every)
    vector = labels_of([], unknown=MAIL_OPEN)
    return [Sample(text=t, labels=vector, stance=-1, kind="public", source="mail") for t in every[:most]]


def _group(labels: list[str]) -> str:
    for name in ("threat", "hate", "insult", "profanity"):
        if name in labels:
            return name
    return labels[0]


def is_held(stem: str, without: str) -> bool:
    """Whether a corpus file belongs to one of the hands left out (names with commas between)."""
    return any(stem == name or stem.endswith(f"-{name}") for name in without.split(",") if name)


def school_samples(corpora: Path, *, without: str = "") -> list[Sample]:
    """All tuned sentences and message sentences, leaving some hands out if asked."""
    found: list[Sample] = []
    for file in sorted((corpora / "language").glob("*.jsonl")):
        if not is_held(file.stem, without):
            found.extend(sentence_samples(corpora / "language", (file.stem,)))
    for file in sorted(corpora.glob("*.jsonl")):
        if not is_held(file.stem, without):
            found.extend(message_samples(file))
    rules = corpora.parent / "rules" / "base" / "rules"
    return found + list(example_samples(rules))


def example_samples(rules: Path) -> Iterator[Sample]:
    """The examples of the rule files: each tells of one code only."""
    for file in sorted(rules.glob("*.toml")):
        code = file.stem
        if code not in INDEX:
            continue
        record = tomllib.loads(file.read_text(encoding="utf-8"))
        for bad in (True, False):
            for example in record.get("bad" if bad else "good", []):
                text = example["text"]
                if len(text) > 240 or (bad and "\n" in text):
                    continue
                vector = tuple((1 if bad else 0) if c == code else -1 for c in CODES)
                yield Sample(text=text, labels=vector, stance=-1, kind="example", source="examples")


def held_samples(corpora: Path, hands: str) -> list[Sample]:
    """The sentences of the hands left out, and those of their messages."""
    found: list[Sample] = []
    for file in sorted((corpora / "language").glob("*.jsonl")):
        if is_held(file.stem, hands):
            found.extend(sentence_samples(corpora / "language", (file.stem,)))
    for file in sorted(corpora.glob("*.jsonl")):
        if is_held(file.stem, hands):
            found.extend(message_samples(file))
    return found
