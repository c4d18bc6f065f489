"""Who an outside sender passes for: the school, its office, a member of staff.

For SC401: by the display name, the mailbox's own name, or how the message is signed.
"""

from __future__ import annotations

import re

from msgguard.detect.registry import Known
from msgguard.school.profile import School, Staff
from msgguard.text.view import View

# Characters at the end of a text in which its writer signs.
_SIGN_OFF = 200
_OFFICE_NAME = re.compile(r"\b(?:school office|the office|head ?teacher|reception office)\b", re.IGNORECASE)
_WORD = re.compile(r"[a-z]+|\d\w*")
# Without one of these nobody signs by the family name.
_TITLE = re.compile(r"\b(?:mrs?|miss|ms|mx|dr)\.? ")
_POSTS = frozenset({
    "headteacher", "head", "deputy", "teacher", "office", "caretaker", "secretary", "bursar", "senco",
    "teaching", "assistant", "governor", "manager", "principal",
})  # fmt: skip
# Mailboxes with the school's name in them that are not staff's.
_NOT_STAFFS = re.compile(
    r"pta|ptfa|friends|parents|mums|dads|alumni|old|club|nursery|preschool|choir|scouts|news"
)


def bears_school_name(address: str, known: Known) -> bool:
    """Whether a free mailbox is called after the school: office.oakfield@…, oakfield4p@…"""
    mailbox, _, domain = address.partition("@")
    if domain not in known.freemail or _NOT_STAFFS.search(mailbox):
        return False
    flat = re.sub(r"[^a-z]", "", mailbox)
    return any(
        len(short) >= 6 and re.sub(r"[^a-z]", "", short.casefold()) in flat
        for short in known.school.short_names
    )


def poses_as_school(name: str, school: School) -> bool:
    """Whether a display name is the school's, its office's, or a member of staff's."""
    lower = name.casefold()
    if not lower:
        return False
    names = [school.name, *(short for short in school.short_names if len(short) >= 5)]
    if any(n and n.casefold() in lower for n in names):
        return True
    if _OFFICE_NAME.search(name):
        return True
    return any(name == lower for name, _ in school.staff_in_full)


def signs_as_staff(view: View, school: School) -> bool:
    """Whether the end of the authored text is signed with a staff member's full name and the school's."""
    body = view.body.folded
    first = next((s.start for s in view.body.segments if s.origin in ("quoted", "forwarded")), len(body))
    tail = body[max(0, first - _SIGN_OFF) : first]
    if school.name and school.name.casefold() in tail:
        return True
    titled = _TITLE.search(tail) is not None
    signed = [person for name, person in school.staff_in_full if titled or name in tail]
    if not signed:
        return False
    words = set(_WORD.findall(tail))
    return any(_is_signed_by(person, tail, words) for person in signed)


def _is_signed_by(person: Staff, tail: str, words: set[str]) -> bool:
    """Whether a sign-off is this person's: the name, or a title and the family name, and the post."""
    name = person.name.casefold()
    job = (person.job or person.role).casefold()
    posts = {word for word in _WORD.findall(job) if any(c.isdigit() for c in word) or word in _POSTS}
    if name in tail:
        return job in tail or not posts.isdisjoint(words)
    labels = {word for word in posts if len(word) > 1 and any(c.isdigit() for c in word)}
    family = re.escape(name.split()[-1])
    return (
        not labels.isdisjoint(words)
        and re.search(rf"\b(?:mrs?|miss|ms|mx|dr)\.? {family}\b", tail) is not None
    )
