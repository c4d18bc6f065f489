"""Who is greeted at the head of a message, and which family of the roster that is.

``Dear Mr & Mrs Gill``, ``Hi Debbie and Tom``, ``Hello Mrs B``, ``Debbie,``; one letter's slip is
forgiven. Only a greeting that fits no recipient says anything.
"""

from __future__ import annotations

from typing import NamedTuple

from msgguard import lazyre as re
from msgguard.detect.likeness import letters
from msgguard.detect.registry import Known
from msgguard.model import Message
from msgguard.school.alike import edits
from msgguard.school.roster import Guardian, Roster
from msgguard.text.view import TextPart

# What a message greets its reader with; a first line that is a name and a comma will do.
_SALUTATION = re.compile(
    r"\A\s*(?:(?:dear|hi|hello|hiya|hey|good (?:morning|afternoon|evening)|morning|afternoon|evening)\b[ ,]*"
    r"|(?=[A-Z][\w'’-]+(?:[ ](?:and|&)[ ][A-Z][\w'’-]+)?[ ]?(?:,|-|–)?[ ]?\n))(?P<who>[^,\n;:!?–]{2,60})",
    re.IGNORECASE,
)
# A name alone opens a message: "Debbie, Georgia's violin is here."
_BARE = re.compile(r"\A\s*(?P<who>[A-Z][\w'’-]+(?: (?:and|&) [A-Z][\w'’-]+)?)(?:,| -| –)\s")
_TITLE = re.compile(r"(?:mr|mrs|ms|miss|mx|dr|prof)\.?", re.IGNORECASE)
_JOINED = re.compile(r"\s+(?:and|&)\s+|\s*/\s*|\s*\+\s*")
# Where the name of the greeted ends and the sentence begins.
_STOP = frozenset((
    "just", "i", "we", "it", "the", "this", "thank", "thanks", "hope", "hoping", "sorry", "a", "an",
    "as", "re", "in", "on", "for", "to", "is", "are", "was", "please", "can", "could", "would", "so",
    "no", "yes", "and", "but", "both", "again", "from", "at", "your", "our", "my", "not", "quick",
    "following", "further",
))  # fmt: skip
_NOBODY = frozenset((
    "all", "parent", "parents", "carer", "carers", "everyone", "everybody", "colleagues", "both",
    "there", "team", "families", "folks", "guys", "sir", "madam", "governors", "friends", "ladies",
    "staff", "class", "year", "reception", "office", "school", "mum", "dad", "mums", "dads", "you",
    "everybody", "children",
))  # fmt: skip


class Greeting(NamedTuple):
    """The people greeted, each as plain words of a name, and whether a title stands before them."""

    people: tuple[tuple[str, ...], ...] = ()
    titled: bool = False


def greeted_by(body: TextPart) -> Greeting:
    """Who is greeted in the first line.

    >>> from msgguard.text.view import text_part
    >>> greeted_by(text_part("body", "Dear Mr & Mrs Gill, thank you"))
    Greeting(people=(('gill',),), titled=True)
    """
    match = _SALUTATION.match(body.plain) or _BARE.match(body.plain)
    if match is None:
        return Greeting()
    titled = False
    people: list[tuple[str, ...]] = []
    for piece in _JOINED.split(match["who"]):
        words: list[str] = []
        for word in piece.split():
            if _TITLE.fullmatch(word):
                titled = True
                continue
            plain = letters(word)
            if not plain or plain in _STOP or len(words) == 3:
                break
            words.append(plain)
        if words and words[0] not in _NOBODY:
            people.append(tuple(words))
        elif words:
            return Greeting()
    return Greeting(tuple(people), titled)


def greeted_family(
    greeting: Greeting, known: Known, roster: Roster, message: Message, guardians: dict[str, Guardian]
) -> tuple[str, ...] | None:
    """Pupils of the family greeted, if it is not a recipient's; empty if nobody known is
    greeted; None if the greeting fits a recipient.
    """
    if not greeting.people:
        return ()
    for words in greeting.people:
        if any(_fits(words, greeting.titled, g, roster, near=True) for g in guardians.values()):
            return None
        if any(_is_colleague(words, recipient.address, known) for recipient in message.recipients):
            return None
    found: list[Guardian] = []
    for words in greeting.people:
        if len("".join(words)) < 3:
            return ()
        fitting = _fitting(words, greeting.titled, roster)
        if not greeting.titled and len(words) == 1 and len(fitting) > 3:
            return ()
        found.extend(fitting)
    return tuple(dict.fromkeys(child for guardian in found for child in guardian.children))


def _fitting(words: tuple[str, ...], titled: bool, roster: Roster) -> list[Guardian]:
    """The guardians so called; with a letter's slip only where that leaves one."""
    index = roster.guardians_by_letters
    flat = "".join(words)
    people = {g.id: g for key in (flat, words[0], words[-1]) for g in index.get(key, ())}
    fitting = [g for g in people.values() if _fits(words, titled, g, roster)]
    if fitting or len(flat) < 5:
        return fitting
    close = {g.id: g for key, found in index.items() if _is_near(flat, key) for g in found}
    fitting = [g for g in close.values() if _fits(words, titled, g, roster, near=True)]
    return fitting if len(fitting) == 1 else []


def _is_colleague(words: tuple[str, ...], address: str, known: Known) -> bool:
    """Whether a recipient is a colleague of that name."""
    person = known.school.staff_by_address.get(address)
    return person is not None and any(letters(name) == words[0] for name in person.name.split())


def _fits(
    words: tuple[str, ...], titled: bool, guardian: Guardian, roster: Roster, *, near: bool = False
) -> bool:
    """Whether greeted words name this guardian; by a title also the child's family name fits.

    ``near`` allows an initial, a short form and one letter's slip.
    """
    given, family = letters(guardian.given), letters(guardian.family)
    flat = "".join(words)
    families = {family}
    if titled:
        families.update(
            letters(roster.pupil_by_id[c].family) for c in guardian.children if c in roster.pupil_by_id
        )
        if flat in families or words[-1] in families or flat == given + family:
            return True
    elif words[0] == given or flat in (given + family, given):
        return True
    if not near:
        return False
    if titled:
        return any(_is_near(flat, name) or (len(flat) == 1 and name.startswith(flat)) for name in families)
    return _is_near(words[0], given) or flat == family or (len(words[0]) >= 3 and given.startswith(words[0]))


def _is_near(one: str, other: str) -> bool:
    """Whether two names are one slip apart; the first letter is hardly ever mistyped."""
    if one[0] != other[0] or min(len(one), len(other)) < 4 or abs(len(one) - len(other)) > 1:
        return False
    return edits(one, other, most=1) <= 1
