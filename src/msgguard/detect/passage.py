"""Several hits as one finding: what is told of one pupil in one passage, and in the chain below.

PN204 is what stands only in the quoted or forwarded part: a name or a matter, once a sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from msgguard.detect.subject import CHAIN
from msgguard.model import Finding, Origin
from msgguard.text.view import TextPart, View

MATTERS = ("PN203", "PN207")
# What is told of one pupil this near together is one passage (view indices).
_NEAR = {"PN203": 120, "PN207": 400}


def passages(part: TextPart, told: Sequence[Finding]) -> list[Finding]:
    """One finding for what is told of one pupil in one sentence or in neighbouring ones.

    Where a sentence tells of child protection, that says all.
    """
    out = [f for f in told if f.excuse]
    grave = [(*part.source_sentence(f.start), f.about) for f in told if f.code == "PN207" and not f.excuse]
    kept: list[Finding] = []
    for f in sorted((f for f in told if not f.excuse), key=lambda f: (f.start, -f.end)):
        if f.code == "PN203" and any(
            first <= f.start < last and (not f.about or not about or set(f.about) & set(about))
            for first, last, about in grave
        ):
            continue
        at = next((i for i in range(len(kept) - 1, -1, -1) if _is_one(part, kept[i], f)), None)
        if at is None:
            kept.append(f)
        else:
            kept[at] = _joined(part, kept[at], f)
    return [*out, *kept]


def _is_one(part: TextPart, earlier: Finding, later: Finding) -> bool:
    """Whether two hits are one finding: they overlap, or tell of one pupil in one passage."""
    if earlier.code != later.code or (earlier.origin in CHAIN) != (later.origin in CHAIN):
        return False
    if later.start < earlier.end:
        return True
    one, other = set(earlier.about), set(later.about)
    if one and other and one != other:
        return bool(one & other) and later.start < part.source_sentence(earlier.start)[1]
    return (
        later.start - earlier.end < _NEAR[later.code] or later.start < part.source_sentence(earlier.start)[1]
    )


def _joined(part: TextPart, one: Finding, other: Finding) -> Finding:
    start, end = min(one.start, other.start), max(one.end, other.end)
    return replace(
        one if one.confidence >= other.confidence else other,
        start=start,
        end=end,
        text=part.source[start:end],
        about=tuple(dict.fromkeys((*one.about, *other.about))),
        why=(*one.why, *other.why),
    )


def without_titles(findings: list[Finding]) -> list[Finding]:
    """A matter in the subject line counts only where the text does not tell it of the same pupil."""
    told = {p for f in findings if f.code in MATTERS and f.part == "body" and not f.excuse for p in f.about}
    return [
        f
        for f in findings
        if f.code not in MATTERS
        or f.part != "subject"
        or f.excuse
        or not f.about
        or not told.issuperset(f.about)
    ]


def chained(findings: list[Finding]) -> list[Finding]:
    """PN204 for matters that stand only in the chain; those told in the own text stay.

    Names make their own PN204 where they are found, so only matters are turned here.
    """
    # What a file says is the file's: trimming the chain helps all the same.
    elsewhere = CHAIN | {Origin.ATTACHMENT}
    told = {
        (f.code, f.about)
        for f in findings
        if f.code in MATTERS and f.origin not in elsewhere and not f.excuse
    }
    return [
        replace(f, code="PN204", facts={**f.facts, "inner": f.code})
        if f.code == "PN203" and f.origin in CHAIN and not f.excuse and (f.code, f.about) not in told
        else f
        for f in findings
    ]


def without_said(findings: list[Finding]) -> list[Finding]:
    """Drop names in the chain that a matter in the chain says too."""
    said = {
        pupil for f in findings if f.code == "PN204" and f.facts.get("inner") == "PN203" for pupil in f.about
    }
    return [
        f
        for f in findings
        if not (
            f.code == "PN204" and f.facts.get("inner") == "PN201" and f.about and said.issuperset(f.about)
        )
    ]


def one_a_sentence(view: View, findings: list[Finding]) -> list[Finding]:
    """PN204 once a sentence of the chain: what it carries there is one reason to trim it."""
    parts = {part.name: part for part in view.parts}
    out: list[Finding] = []
    places: dict[tuple[str, tuple[int, int]], int] = {}
    for f in sorted(findings, key=lambda f: (f.part, f.start)):
        if f.code != "PN204" or f.excuse or f.part not in parts:
            out.append(f)
            continue
        part = parts[f.part]
        at = places.setdefault((f.part, part.source_sentence(f.start)), len(out))
        if at == len(out):
            out.append(f)
            continue
        one = out[at]
        start, end = min(one.start, f.start), max(one.end, f.end)
        inner = "PN203" if "PN203" in (one.facts.get("inner"), f.facts.get("inner")) else "PN201"
        out[at] = replace(
            one,
            start=start,
            end=end,
            text=part.source[start:end],
            confidence=max(one.confidence, f.confidence),
            about=tuple(dict.fromkeys((*one.about, *f.about))),
            facts={**f.facts, **one.facts, "inner": inner},
            why=(*one.why, *f.why),
        )
    return out
