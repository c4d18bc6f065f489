"""Does a mention of a roster name mean the pupil? Excuses first, then the weight of the words around.

Every excuse is a predicate with its name: it is what ``check --show-excused`` and
``explain`` say. The weights are by hand: the roster is strong evidence, so what remains is
mostly words that are names too, adults who share a name, and people in books.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from msgguard.detect import namecontext, namecue, namewords
from msgguard.detect.named import Mention
from msgguard.detect.namemodel import Head, NameModel
from msgguard.detect.nameword import WORD, Word
from msgguard.detect.registry import Known
from msgguard.model import Confidence, Message, Origin
from msgguard.school.letters import key_of, keys_of
from msgguard.school.names import NameIndex
from msgguard.school.profile import domain_of
from msgguard.text.view import TextPart

_ADDRESS = re.compile(r"@|://|www\.|\.(?:com|co|org|net|uk|html?|pdf|docx?)\b")
_HEADER_LINE = re.compile(r"[>\s*]*(?:from|to|cc|bcc|sent by|reply-to|von|an)\s*:")
_WROTE = re.compile(r"[^\n]{0,90}\b(?:wrote|writes|schrieb|a écrit)\s*:")
_SALUTATION = re.compile(
    r"^[>\s]*(?:hi|hello|hey|hiya|dear|morning|good (?:morning|afternoon|evening)|afternoon"
    r"|evening)\b[^\n.!?]{0,60}"
)
# Mail services of homes: with no roster, who writes to one writes to a family.
HOME_MAIL = frozenset((
    "gmail.com", "googlemail.com", "hotmail.com", "hotmail.co.uk", "outlook.com", "outlook.co.uk",
    "live.com", "live.co.uk", "msn.com", "yahoo.com", "yahoo.co.uk", "ymail.com", "icloud.com",
    "me.com", "mac.com", "aol.com", "aol.co.uk", "btinternet.com", "btopenworld.com", "sky.com",
    "virginmedia.com", "ntlworld.com", "talktalk.net", "tiscali.co.uk", "blueyonder.co.uk",
    "plusnet.com", "o2.co.uk", "protonmail.com", "proton.me", "gmx.com", "gmx.co.uk", "mail.com",
    "wp.pl", "onet.pl", "mail.example",
))  # fmt: skip
# Henry the Eighth, Alfred the Great, Elizabeth I.
_REGNAL = re.compile(
    r" the (?:first|second|third|fourth|fifth|sixth|seventh|eighth|great|conqueror|confessor|unready"
    r"|bruce|lionheart)\b"
    r"| (?:ii|iii|iv|vi|vii|viii)\b"
)
_MAILBOX = re.compile(r"[._\d-]+")
_SURE, _LIKELY = 2.6, 0.9

WEIGHTS = Head(
    bias=1.2,
    weights={
        # Shape, place and what else the word can be.
        "C.mid.plain": 1.8, "C.start.plain": 1.5, "U.mid.plain": 1.5, "U.start.plain": 1.3,
        "S.mid.plain": 1.0, "S.start.plain": 1.0, "l.mid.plain": 0.9, "l.start.plain": 1.2,
        "C.mid.word": 1.3, "C.start.word": 0.2, "U.mid.word": 0.6, "U.start.word": 0.0,
        "S.mid.word": -1.6, "S.start.word": -1.6, "l.mid.word": -3.6, "l.start.word": -2.6,
        "C.mid.frequent": 0.9, "C.start.frequent": -1.4, "U.mid.frequent": -0.6,
        "U.start.frequent": -1.8, "S.mid.frequent": -3.2, "S.start.frequent": -3.0,
        "l.mid.frequent": -6.0, "l.start.frequent": -5.0, "C.mid.place": 0.6, "C.start.place": 0.8,
        "l.mid.place": -0.6, "l.start.place": 0.2, "S.mid.place": -0.4, "S.start.place": -0.2,
        "C.mid.calendar": -0.8, "C.start.calendar": -0.8, "l.mid.calendar": -6.0,
        "l.start.calendar": -5.0, "S.mid.calendar": -3.0, "S.start.calendar": -3.0,
        "U.mid.calendar": -1.5, "U.start.calendar": -1.5, "C.mid.several": 1.8, "C.start.several": 1.6,
        "l.mid.several": 0.6, "U.mid.several": 1.5, "startlower.word": -0.8,
        "startlower.frequent": -0.4,
        # After it.
        "next.kin": 4.5, "next.thing": 2.4, "possessive": 0.8, "next.says": 0.9,
        "next.says.calendar": 0.4, "next.says.frequent": -0.2, "next.pronoun": 0.4, "next.mark(": 0.6,
        "next.mark-": 0.5, "next.mark–": 0.5, "next.mark:": 0.3, "next.comma": 0.3,
        "next.kinloose": 1.0, "next.function.frequent.start": -2.6, "next.function.word.start": -0.9,
        "next.function.calendar.start": -0.5, "next.function.frequent.mid": -0.4,
        "next.number.calendar": -3.5, "next.date": 1.0, "next.number.frequent": -0.5,
        "next.place": -5.0, "next.month": 0.3, "next.lower.frequent": -1.3, "next.lower.calendar": -1.2,
        "next.lower.word": -0.5,
        # Before it.
        "prev.title": -6.0, "prev.little": 1.2, "prev.child": 2.6, "prev.kin": 0.2, "prev.praise": 2.6,
        "prev.time": -3.0, "prev.fortime": -0.4, "possessive.frequent": 0.8,
        "subject.lead.frequent": 1.2, "subject.lead.word": 0.8, "subject.lead.plain": 0.5,
        "subject.lead.place": 0.5, "prev.place": -2.4, "prev.bookish": -2.2, "prev.with.calendar": 0.8,
        "prev.with.frequent": 0.8, "prev.with.place": 0.6, "prev.with.plain": 0.3,
        "prev.with.word": 0.6, "prev.number.calendar": -4.0, "prev.number.place": 0.6,
        "prev.number.word": 0.4, "beside.place": -2.0, "prev.function.calendar": -0.6, "prev.at": -2.0,
        "prev.article": -1.6, "prev.cap": -0.6, "prev.function.frequent": -0.8, "prev.hash": 0.5,
        "prev.quote": -1.2,
        # Around it.
        "class.after": 3.0, "class.before": 1.2, "around.pronoun": 0.9, "around.school": 0.5,
        "around.bookish": -0.5, "list.before": 0.6, "list.after": 0.6, "line.start": 0.1,
    },
)  # fmt: skip


# At most this many pupils are meant by one name.
MOST = 24


class Verdict(NamedTuple):
    """``excuse`` empty where the mention counts; ``pupils`` are the places it then means."""

    confidence: Confidence
    pupils: tuple[int, ...]
    why: tuple[str, ...]
    excuse: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What the message says about its people, once per message.

    ``addressed`` are keys of names of those it goes to, ``sender`` of who sends it;
    ``families`` keys in the salutation, ``family_places`` the pupils with such a family
    name; ``own_places`` the recipients' children and pupils written to (``recipients``);
    ``one_family``: it goes to one or two addresses of homes, and else to colleagues only.
    """

    addressed: frozenset[str] = frozenset()
    sender: frozenset[str] = frozenset()
    families: frozenset[str] = frozenset()
    family_places: frozenset[int] = frozenset()
    own_places: frozenset[int] = frozenset()
    recipients: frozenset[int] = frozenset()
    only_pupils: bool = False
    one_family: bool = False
    classes: frozenset[str] = frozenset()


def around(message: Message, known: Known, index: NameIndex) -> Around:
    """The people of a message: senders, readers, those greeted."""
    roster, school = known.roster, known.school
    addressed: set[str] = set()
    own: set[str] = set()
    pupils: set[str] = set()
    others = private = within = 0
    to_pupil = False
    for recipient in message.recipients:
        address = recipient.address
        addressed.update(keys_of(recipient.party.name))
        addressed.update(piece for piece in _MAILBOX.split(address.partition("@")[0]) if len(piece) > 2)
        guardian = roster.guardian_at(address) if roster is not None else None
        pupil = roster.pupil_by_email.get(address) if roster is not None else None
        if guardian is not None:
            addressed.add(key_of(guardian.given))
            own.update(guardian.children)
        if pupil is not None:
            pupils.add(pupil.id)
        if pupil is not None or school.is_pupil_address(address):
            to_pupil = True
        else:
            others += 1
            within += domain_of(address) in school.domains
            private += domain_of(address) in HOME_MAIL or "@" not in address
    sender = set(keys_of(message.sender.name))
    mailbox = message.sender.address.partition("@")[0]
    sender.update(piece for piece in _MAILBOX.split(mailbox) if len(piece) > 2)
    greeting = _SALUTATION.match(message.body[:120].lower())
    families = frozenset(key_of(word) for word in WORD.findall(greeting[0])) if greeting else frozenset()
    places = index.place_by_id
    return Around(
        addressed=frozenset(addressed),
        sender=frozenset(sender),
        families=families,
        family_places=frozenset(
            place for key in families for f in index.families.get(key, ()) for place in index.by_family[f]
        ),
        own_places=frozenset(places[id] for id in own | pupils if id in places),
        recipients=frozenset(places[id] for id in pupils),
        only_pupils=to_pupil and not others,
        one_family=0 < private <= 2 and private == others - within and not to_pupil,
        classes=index.class_keys,
    )


def verdict(
    part: TextPart,
    mention: Mention,
    index: NameIndex,
    model: NameModel,
    around: Around,
    public: frozenset[str],
    known_titles: frozenset[str],
) -> Verdict:
    """Whether the mention means a pupil, how surely, and which one."""
    pupils = mention.pupils
    excuse = plain_excuse(part, mention, index, around, public)
    if excuse == "has_title" and _greets_family_of(part, mention):
        # "Dear Ms Turner, Bill has …": the comma parts the reader's name from the pupil's.
        return Verdict(
            Confidence.HIGH, narrowed(mention, index, around), ("named after the greeting of the family",)
        )
    if excuse:
        return Verdict(Confidence.MEDIUM, pupils, (f"spelled as {mention.kind}",), excuse)
    if mention.kind in ("full", "near", "joined", "initial", "family"):
        return _spelled_out(part, mention, index, model, around)
    return _given_alone(part, mention, index, model, around, known_titles)


def _spelled_out(
    part: TextPart, mention: Mention, index: NameIndex, model: NameModel, around: Around
) -> Verdict:
    words = mention.words[mention.first : mention.last]
    lower = all(word.shape == "l" for word in words)
    wordy = all(model.is_in("word", word.key) or word.key in namewords.CALENDAR for word in words)
    if lower and wordy and len(words) < 3 and mention.kind != "joined":
        return Verdict(Confidence.LOW, mention.pupils, ("both names are words, in lower case",), "is_word")
    if mention.kind == "near" and lower:
        return Verdict(Confidence.LOW, mention.pupils, ("misspelled and in lower case",), "is_word")
    why = {
        "full": "given and family name of one pupil",
        "near": "given and family name of one pupil, misspelled",
        "joined": "given and family name run together, or a hashtag with the name",
        "initial": "given name with the family name's initial, or the other way round",
        "family": "family name with a child's word or number",
    }[mention.kind]
    sure = mention.kind in ("full", "near", "joined", "initial")
    pupils = narrowed(mention, index, around)
    return Verdict(Confidence.HIGH if sure else Confidence.MEDIUM, pupils, (why,))


def _given_alone(
    part: TextPart,
    mention: Mention,
    index: NameIndex,
    model: NameModel,
    around: Around,
    known_titles: frozenset[str],
) -> Verdict:
    words, first, last = mention.words, mention.first, mention.last
    features = namecue.features(part, words, first, last, model, around.classes)
    score = WEIGHTS.score(features)
    key = words[first].key
    why = WEIGHTS.reasons(features)
    told = {"next.kin", "class.after", "prev.child", "prev.praise", "next.thing"} & set(features)
    glued = words[last - 1].key.endswith("s") and words[last - 1].key[:-1] in index.forms
    after = words[last].key if last < len(words) and words[last].gap == " " else ""
    if mention.kind == "slip" and glued and after in namewords.KIN | namewords.SCHOOL_AFTER:
        told = {"glued"}
    if "prev.quote" in features and ("next.cap" in features or "next.capfamily" in features):
        return Verdict(Confidence.LOW, mention.pupils, ("in quotation marks, with more words",), "is_title")
    if key in known_titles and "around.bookish" in features and not told:
        return Verdict(Confidence.LOW, mention.pupils, ("a book or film has this name",), "is_in_book")
    placed = namecontext.placed_elsewhere(part, mention, calendar=key in namewords.CALENDAR, plain=bool(told))
    if placed:
        return Verdict(Confidence.LOW, mention.pupils, ("the words around speak of something else",), placed)
    if mention.other == "initial":
        return Verdict(Confidence.LOW, mention.pupils, why, "is_other_initial")
    if "next.capfamily" in features or "next.cap" in features:
        following = words[last]
        if _is_surname(following, index, model, around):
            return Verdict(
                Confidence.LOW, mention.pupils, (f"followed by {following.key}",), "is_other_person"
            )
    if "prev.cap" in features and not told and _is_given(words[first - 1], index, model):
        return Verdict(
            Confidence.LOW, mention.pupils, (f"family name after {words[first - 1].key}",), "is_other_person"
        )
    if key in index.adults.staff_given and not told:
        return Verdict(Confidence.LOW, mention.pupils, ("a member of staff has this name",), "is_staff")
    if key in around.sender and not told:
        return Verdict(Confidence.LOW, mention.pupils, ("the sender has this name",), "is_sender")
    if key in around.addressed and not told and not _is_recipient_pupil(mention, around):
        return Verdict(Confidence.LOW, mention.pupils, ("a recipient has this name",), "is_recipient")
    if key in index.adults.guardians and key not in around.families:
        score -= 0.8
    score -= (1.2, 0.6, 0.2)[min(2, len(part.words & namewords.CHILDHOOD))]
    if mention.kind == "short":
        score -= (0.6 if len(key) > 2 else 1.8) + (0.4 if "common" in features else 0)
        if words[first].shape == "l" and not told:
            return Verdict(Confidence.LOW, mention.pupils, why, "is_weak")
    elif mention.kind == "slip":
        score -= 0.6
        if not told or len(key) < 5 or ("common" in features and "glued" not in told):
            return Verdict(Confidence.LOW, mention.pupils, why, "is_misspelling_alone")
    pupils = narrowed(mention, index, around)
    if around.own_places.issuperset(pupils):
        score += 0.8
    if len(pupils) > 12:
        score -= 0.6
    if score < _LIKELY:
        return Verdict(Confidence.LOW, pupils, why, _weak_excuse(features))
    confidence = Confidence.HIGH if score >= _SURE else Confidence.MEDIUM
    return Verdict(confidence, pupils, ("given name", *why))


WEAK = frozenset({"is_date", "is_place", "is_word", "is_weak", "is_misspelling_alone", "is_in_book"})


def _weak_excuse(features: Sequence[str]) -> str:
    for feature, excuse in (
        ("prev.time", "is_date"), ("kind.calendar", "is_date"), ("prev.place", "is_place"),
        ("next.place", "is_place"), ("prev.bookish", "is_in_book"), ("kind.frequent", "is_word"),
        ("kind.word", "is_word"), ("kind.place", "is_place"),
    ):  # fmt: skip
        if feature in features:
            return excuse
    return "is_weak"


def plain_excuse(
    part: TextPart, mention: Mention, index: NameIndex, around: Around, public: frozenset[str]
) -> str:
    """Excuses that do not depend on how much speaks for a pupil."""
    words = mention.words
    if _is_address(part, mention):
        return "is_address"
    origin = part.origin_at(mention.start)
    alone = mention.kind in ("given", "short", "slip", "pet")
    if origin is Origin.FOOTER or (origin is Origin.SIGNATURE and alone and _is_short_line(part, mention)):
        return "is_signature"
    if origin in (Origin.QUOTED, Origin.FORWARDED) and _is_header_line(part, mention):
        return "is_correspondent"
    before = words[mention.first - 1] if mention.first else None
    if before is not None and before.key in namewords.TITLES and "\n" not in words[mention.first].gap:
        titled = before.shape in "CU" or before.key in ("mr", "mrs", "ms", "miss", "dr")
        if titled and mention.kind != "joined":
            return "has_title"
    if mention.kind in ("full", "near", "initial") and _is_staff(mention, index):
        return "is_staff"
    if _REGNAL.match(part.folded, mention.end) or _is_public(mention, public):
        return "is_public_person"
    if alone and _is_greeting(part, mention):
        return "is_salutation"
    if around.only_pupils and mention.pupils and around.recipients.issuperset(mention.pupils):
        return "is_recipient"
    if alone and _is_signoff(part, mention):
        return "is_signoff"
    return ""


def _greets_family_of(part: TextPart, mention: Mention) -> bool:
    """Whether a family name and a given one are the end of a greeting and the beginning of what is told."""
    if mention.kind != "full" or "," not in part.folded[mention.start : mention.end]:
        return False
    start, _ = _line(part, mention.start)
    follows = mention.words[mention.last].key if mention.last < len(mention.words) else ""
    told = follows in namewords.SAYS and follows not in ("you", "we", "i")
    return told and _SALUTATION.match(part.folded[start : mention.start]) is not None


def _is_address(part: TextPart, mention: Mention) -> bool:
    folded = part.folded
    floor, ceiling = max(0, mention.start - 50), min(len(folded), mention.end + 50)
    start, end = mention.start, mention.end
    while start > floor and not folded[start - 1].isspace() and folded[start - 1] not in '<>(),;"':
        start -= 1
    while end < ceiling and not folded[end].isspace() and folded[end] not in '<>(),;"':
        end += 1
    if end - start == mention.end - mention.start:
        return False
    run = folded[start:end]
    if part.name.startswith("name:"):
        return "@" in run
    return _ADDRESS.search(run) is not None and not run.startswith("#")


def _line(part: TextPart, index: int) -> tuple[int, int]:
    folded = part.folded
    start = folded.rfind("\n", max(0, index - 200), index) + 1
    if start == 0:
        start = max(0, index - 200)
    end = folded.find("\n", index, index + 200)
    return start, end if end >= 0 else min(len(folded), index + 200)


def _is_short_line(part: TextPart, mention: Mention) -> bool:
    start, end = _line(part, mention.start)
    return len(part.folded[start:end].split()) <= 4


def _is_header_line(part: TextPart, mention: Mention) -> bool:
    start, end = _line(part, mention.start)
    return _HEADER_LINE.match(part.folded, start, end) is not None or (
        _WROTE.match(part.folded, mention.end) is not None
    )


def _is_greeting(part: TextPart, mention: Mention) -> bool:
    start, _ = _line(part, mention.start)
    match = _SALUTATION.match(part.folded[start : mention.end])
    if match is None or mention.start - start > 40 or match.end() < mention.end - start:
        return False
    between = part.folded[start : mention.start].split()
    if len(between) > 4 or any("," in word for word in between):
        return False
    if mention.words[mention.last - 1].possessive:
        return False
    after = part.folded[mention.end : mention.end + 40].lstrip(" ")
    return after[:1] in ("", ",", "\n", "!", "-", "–", ".", ":", "&", "/", "x") or after.startswith("and ")


def _is_signoff(part: TextPart, mention: Mention) -> bool:
    """A name alone on its line, or after a closing word, at the end of a text."""
    start, end = _line(part, mention.start)
    line = part.folded[start:end].strip(" \t.,!x-–*_>")
    name = part.folded[mention.start : mention.end]
    if line != name and not re.fullmatch(
        rf"(?:thanks|thank you|ta|cheers|love|regards|best)[, ]+{re.escape(name)}", line
    ):
        return False
    before = part.folded[max(0, start - 80) : start].rstrip()
    last = before.rpartition("\n")[2].strip(" \t.,!x-–*_>")
    after = part.folded[end : end + 60].strip()
    closing = (
        bool(last) and any(word in namewords.CLOSING for word in last.split()[-2:]) and len(last.split()) <= 5
    )
    if line != name:
        return True
    return closing or (
        not after and bool(last) and "," not in last[-2:] and not last.endswith(":") and start > 0
    )


def _is_staff(mention: Mention, index: NameIndex) -> bool:
    words = mention.words
    first, last = words[mention.first], words[mention.last - 1]
    adults = index.adults
    if mention.kind == "initial":
        return (
            any(last.key == family and given[0] == first.key for given, family in adults.staff_full)
            and len(first.key) == 1
        )
    return (first.key, last.key) in adults.staff_full or (last.key, first.key) in adults.staff_full


@lru_cache(maxsize=8)
def _words_of(entries: frozenset[str]) -> frozenset[str]:
    return frozenset(word for entry in entries for word in entry.split())


def _is_public(mention: Mention, public: frozenset[str]) -> bool:
    words = mention.words
    first, last = mention.first, mention.last
    if words[first].key not in _words_of(public):
        return False
    for start in range(max(0, first - 2), first + 1):
        for end in range(last, min(len(words), last + 3) + 1):
            if end - start > 1 and " ".join(word.key for word in words[start:end]) in public:
                return True
    return False


def _is_surname(word: Word, index: NameIndex, model: NameModel, around: Around) -> bool:
    key = word.key
    if key in namewords.CALENDAR or key in namewords.SAYS or key in namewords.FUNCTION or len(key) < 2:
        return False
    if key in index.forms and key not in index.families and key not in index.adults.staff_family:
        return False
    if key in around.classes or key in ("year", "reception", "nursery", "class", "key", "ks1", "ks2"):
        return False
    if key in namewords.PRAISE or key in namewords.SALUTATION or key in namewords.PLACE_AFTER:
        return False
    return model.is_in("family", key) or not model.is_in("word", key)


def _is_given(word: Word, index: NameIndex, model: NameModel) -> bool:
    key = word.key
    if (
        model.is_in("frequent", key)
        or key in namewords.CALENDAR
        or key in namewords.SALUTATION
        or key in namewords.CLOSING
    ):
        return False
    return (
        key in index.adults.staff_given or key in index.adults.guardians or model.is_in("given_common", key)
    )


def _is_recipient_pupil(mention: Mention, around: Around) -> bool:
    return not around.recipients.isdisjoint(mention.pupils)


def narrowed(mention: Mention, index: NameIndex, around: Around) -> tuple[int, ...]:
    """The pupils that fit best where several share a name: by class, by family addressed, by recipient."""
    pupils = mention.pupils
    if len(pupils) < 2:
        return pupils
    words = mention.words
    chosen = set(pupils)
    near = words[max(0, mention.first - 6) : mention.last + 6]
    groups = [index.by_group[word.key] for word in near if word.key in index.by_group]
    classes = {place for group in groups for place in chosen & group}
    for wanted in (classes, around.family_places, around.own_places):
        fitting = chosen.intersection(wanted)
        if fitting:
            chosen = fitting
            if len(chosen) == 1:
                break
    return tuple(sorted(chosen))[:MOST]
