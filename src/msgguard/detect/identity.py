"""PI601, PI602, PI603: identity data, in every part and origin of a message.

Numbers are in ``papers`` (adults) and ``child_number``, dates in ``birth``, passwords and
codes in ``secret``. A part without a digit can only hold a password.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgguard.detect.birth import births
from msgguard.detect.child_number import child_numbers
from msgguard.detect.figures import windows_of
from msgguard.detect.papers import papers
from msgguard.detect.places import Places
from msgguard.detect.registry import Detector, Known
from msgguard.detect.secret import secrets
from msgguard.model import Finding
from msgguard.text.view import View

# Words behind which a number may be spelled out.
_SPELLED = frozenset({"ni", "nino", "insurance", "nhs", "upn", "n.i", "sort", "cvv", "cvc", "passport"})


def find(view: View, known: Known) -> Iterator[Finding]:
    """Findings of identity data."""
    heading = next((part.folded for part in view.parts if part.name == "subject"), "")
    for part in view.parts:
        if part.name == "links" or part.name.startswith("name:"):
            continue
        short = windows_of(part, least=3)
        windows = [window for window in short if window.digits > 3]
        if windows or not part.words.isdisjoint(_SPELLED):
            places = Places(len(part.source))
            for finding in (
                *child_numbers(part, windows, known, view.message),
                *papers(part, windows, known, view.message, heading=heading if part.name == "body" else ""),
                *births(part, windows, view, known),
            ):
                # A sort code and a date of birth look alike: who came first had a word for it.
                if places.take(finding.start, finding.end):
                    yield finding
        yield from secrets(part, short, known.words, heading=heading if part.name == "body" else "")


DETECTOR = Detector(name="identity", codes=("PI601", "PI602", "PI603"), find=find)
