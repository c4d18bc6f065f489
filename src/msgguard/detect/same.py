"""One finding for what several detectors saw: words, phrases and the sentence reader agree.

The codes of language and boundaries are found by word lists, by phrases and by the reader.
What they find of one code in one sentence is one finding: the span that holds all of it, the
surest confidence, all the evidence.
"""

from __future__ import annotations

from dataclasses import replace

from msgguard.detect.registry import Known, Refiner
from msgguard.model import Finding
from msgguard.text.view import TextPart, View

# Every rude word is a finding of its own, so DL303 is merged only where spans overlap.
BY_SENTENCE = frozenset(
    {
        *("DL301", "DL302", "DL304", "DL305", "DL306", "SC403"),
        *("PB501", "PB502", "PB503", "PB504", "PB505", "PB506", "PB507", "PB509"),
    }
)
CODES = (*sorted(BY_SENTENCE), "DL303")


def refine(view: View, known: Known, findings: list[Finding]) -> list[Finding]:
    """Merge what is the same; excused candidates and other codes stay as they are."""
    if not any(f.code in CODES for f in findings):
        return findings
    parts = {part.name: part for part in view.parts}
    out: list[Finding] = []
    kept: dict[tuple[str, str], list[int]] = {}
    for finding in sorted(findings, key=lambda f: (f.part, f.start)):
        part = parts.get(finding.part)
        if finding.code not in CODES or finding.excuse or part is None or finding.start < 0:
            out.append(finding)
            continue
        places = kept.setdefault((finding.code, finding.part), [])
        if places and is_same(part, out[places[-1]], finding):
            out[places[-1]] = merged(part, out[places[-1]], finding)
        else:
            places.append(len(out))
            out.append(finding)
    return out


def is_same(part: TextPart, earlier: Finding, later: Finding) -> bool:
    """Whether the later finding overlaps the earlier one, or stands in its sentence."""
    if later.start < earlier.end:
        return True
    return later.code in BY_SENTENCE and later.start < part.source_sentence(earlier.start)[1]


def merged(part: TextPart, one: Finding, other: Finding) -> Finding:
    """Both as one. Where one says own words and the other reported ones, the surer is believed."""
    start, end = min(one.start, other.start), max(one.end, other.end)
    surer = other if other.confidence > one.confidence else one
    return replace(
        surer,
        start=start,
        end=end,
        text=part.source[start:end],
        facts={**other.facts, **one.facts},
        why=(*one.why, *other.why),
        disguised=one.disguised or other.disguised,
    )


REFINER = Refiner(name="same", codes=CODES, needs=(), refine=refine)
