"""Words and the sentence reader about one place: one finding, as sure as both together are.

A second look at the findings of the codes that both can give. Where they agree the finding is
sure; where the words' own rules excuse a place (an idiom, a lesson, the school's own line), the
reader's doubt about the same place is excused with them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from msgguard.detect.language import CODES, READER
from msgguard.detect.registry import Known, Refiner
from msgguard.model import Confidence, Finding, Stance
from msgguard.text.view import View

_CODES = frozenset(CODES)


def refine(view: View, known: Known, found: list[Finding]) -> list[Finding]:
    """The findings with those of the reader and of the words about one place made one."""
    by_reader = [f for f in found if f.why and f.why[0].startswith(READER)]
    if not by_reader:
        return found
    mine = {id(f) for f in by_reader}
    others: dict[tuple[str, str], list[Finding]] = {}
    for finding in found:
        if id(finding) not in mine and finding.code in _CODES:
            others.setdefault((finding.code, finding.part), []).append(finding)
    changed: dict[int, Finding | None] = {}
    for finding in by_reader:
        beside = [
            o
            for o in others.get((finding.code, finding.part), ())
            if o.start < finding.end and finding.start < o.end
        ]
        if beside:
            _settle(finding, beside, changed)
        elif finding.code == "SC403" and any(
            r.address in finding.text.lower() for r in view.message.recipients
        ):
            changed[id(finding)] = replace(finding, excuse="is_readers_own_address")
    result = []
    for finding in found:
        kept = changed.get(id(finding), finding)
        if kept is not None:
            result.append(kept)
    return result


def _settle(finding: Finding, beside: Sequence[Finding], changed: dict[int, Finding | None]) -> None:
    """Decide between the reader's finding and those of words at the same place."""
    said = [o for o in beside if not o.excuse]
    if said:
        changed[id(finding)] = None
        if finding.excuse or finding.confidence is Confidence.LOW:
            return
        for other in said:
            # Only the reader sees that a threat is told of somebody else's where no quotation marks stand.
            stance = finding.stance if other.stance is Stance.OWN else other.stance
            changed[id(other)] = replace(
                other, confidence=Confidence.HIGH, stance=stance, why=(*other.why, *finding.why)
            )
        return
    if not finding.excuse:
        changed[id(finding)] = replace(finding, excuse=min(o.excuse for o in beside))


REFINER = Refiner(name="evidence", codes=CODES, needs=(), refine=refine)
