"""Why each name of a message was, or was not, taken for a pupil.

For people who check the checker: reviewers, and whoever wonders at a warning. It shows
evidence that a notice to the sender must not tell.
"""

from __future__ import annotations

from dataclasses import dataclass

from msgguard.detect.identifiable import identifiable_in
from msgguard.detect.pupil import named_pupils
from msgguard.engine import Setup
from msgguard.model import Message
from msgguard.text.view import build_view

# What an excuse means, in words.
EXCUSES = {
    "has_title": "a title stands before it, so it is an adult",
    "is_address": "it stands in an address or link",
    "is_addressed_family": "the message goes to one family and seems to be about their own child",
    "is_adult": "the words around it say that it is an adult",
    "is_correspondent": "it names who wrote or received an older message",
    "is_date": "it is read as a date or season",
    "is_in_book": "it is read as a person in a book or film",
    "is_misspelling_alone": "it is only like a pupil's name, and nothing around it speaks for a pupil",
    "is_no_person": "the model does not take it for a person",
    "is_no_pupil": "no pupil of that class has these initials",
    "is_other_initial": "another initial follows than the pupil's",
    "is_other_person": "another family name goes with it",
    "is_place": "it is read as a place",
    "is_public_person": "it is a public person, an author or a character",
    "is_recipient": "it is the reader's own name",
    "is_salutation": "it greets the reader",
    "is_sender": "it is the sender's own name",
    "is_signature": "it stands in a signature or footer",
    "is_signoff": "it signs the message",
    "is_staff": "a member of staff has this name",
    "is_staff_given": "a member of staff has this given name",
    "is_title": "it is part of a title in quotation marks",
    "is_unknown_word": "no list knows it as a name",
    "is_weak": "too little around it speaks for a pupil",
    "is_word": "it is read as a word",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """One name at one place: what it was taken for, and why.

    ``pupils`` are roster ids; ``verdict`` is ``pupil``, ``may be a pupil`` or ``no pupil``.
    """

    part: str
    start: int
    end: int
    text: str
    verdict: str
    because: str
    pupils: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()


def explain(message: Message, setup: Setup) -> tuple[Explained, ...]:
    """Every candidate for a pupil's name in ``message``, in reading order."""
    view = build_view(message)
    found: list[Explained] = []
    index = setup.known.names
    for part, mention, decided in named_pupils(view, setup.known):
        start, end = part.source_span(mention.start, mention.end)
        ids = tuple(index.pupils[place].id for place in decided.pupils) if index is not None else ()
        found.append(
            Explained(
                part=part.name,
                start=start,
                end=end,
                text=part.source[start:end],
                verdict=verdict_of(decided.excuse, decided.confidence.word),
                because=EXCUSES.get(decided.excuse, decided.excuse) or decided.why[0],
                pupils=() if decided.excuse else ids,
                evidence=decided.why,
            )
        )
    for part in view.parts:
        if part.name == "links" or part.name.startswith("name:"):
            continue
        for hit in identifiable_in(part, setup.known):
            start, end = part.source_span(hit.start, hit.end)
            found.append(
                Explained(
                    part=part.name,
                    start=start,
                    end=end,
                    text=part.source[start:end],
                    verdict=verdict_of(hit.excuse, hit.confidence.word),
                    because=EXCUSES.get(hit.excuse, hit.excuse) or hit.why,
                    pupils=tuple(pupil.id for pupil in hit.pupils) if not hit.excuse else (),
                    evidence=(hit.why,),
                )
            )
    return tuple(sorted(found, key=lambda item: (item.part != "subject", item.part, item.start)))


def verdict_of(excuse: str, confidence: str) -> str:
    """The verdict in words."""
    if excuse:
        return "no pupil"
    return "pupil" if confidence == "high" else "may be a pupil"
