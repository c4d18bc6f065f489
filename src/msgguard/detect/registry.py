"""What a detector is. The explicit tuple of all of them is in ``detect/detectors.py``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from msgguard.model import Finding
from msgguard.school.names import NameIndex
from msgguard.school.profile import School
from msgguard.school.roster import Roster
from msgguard.text.view import View


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What detectors may know besides the text: the school's facts, never its policy.

    ``words`` are the packs' word lists by file name without ending (``platforms``).
    ``names`` is the roster's name index (with no roster it knows the staff only).
    ``wanted`` are the codes that somebody will look at (None: all); a detector may leave out
    what would only give others.
    """

    school: School
    roster: Roster | None = None
    words: Mapping[str, frozenset[str]] = field(default_factory=dict)
    names: NameIndex | None = None
    wanted: frozenset[str] | None = None

    def wants(self, code: str) -> bool:
        """Whether anybody will look at a finding of this code."""
        return self.wanted is None or code in self.wanted

    @property
    def freemail(self) -> frozenset[str]:
        """Domains of mail for everybody: a local part there is a person's, never a role's."""
        return self.words.get("freemail", frozenset())


@dataclass(frozen=True, slots=True, kw_only=True)
class Detector:
    """One matter's finder: the codes it may give and the function that finds them.

    ``find`` is pure and linear in the text's length; it yields excused candidates too
    (``Finding.excuse``).
    """

    name: str
    codes: tuple[str, ...]
    find: Callable[[View, Known], Iterator[Finding]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refiner:
    """A second look at all findings together: it may add, change or excuse some.

    ``needs`` are code prefixes whose detectors must run for it, selected or not.
    """

    name: str
    codes: tuple[str, ...]
    needs: tuple[str, ...]
    refine: Callable[[View, Known, list[Finding]], list[Finding]]
