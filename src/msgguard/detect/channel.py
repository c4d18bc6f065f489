"""SC403: asks to move to a personal channel, or is itself on one.

What people say is data (``words/off-channel-*.txt``, in the phrase language); here is the
direction: to the writer's own phone or account it counts, to the school's line or platform,
to a driver or a firm, told or refused, it does not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from msgguard import lazyre as re
from msgguard.detect.channel_excuse import MOBILE, excuse_of, is_school_number, is_school_way_by_name
from msgguard.detect.channel_grammar import said_in
from msgguard.detect.phrase import Phrase, anchor_keys, compile_phrase
from msgguard.detect.places import Places
from msgguard.detect.registry import Detector, Known
from msgguard.model import (
    Channel,
    Confidence,
    Finding,
    Message,
    Origin,
    Owner,
)
from msgguard.school.profile import domain_of, number_key
from msgguard.text.view import TEXTS, TextPart, View

# Word list -> the medium it speaks of, as clauses know it.
LISTS = {
    "off-channel-sms": "sms",
    "off-channel-social": "social",
    "off-channel-phone": "phone",
    "off-channel-email": "email",
    "off-channel-away": "email",
    "off-channel-maybe": "",
}
# Numbers that hide from digits: "oh double seven", "O77OO 9OO".
_SPOKEN = re.compile(
    r"\b(?:oh|o|zero|nought|naught|0)[\s\-,]*(?:double[\s\-]*seven|77|seven[\s\-,]*seven|7)"
    r"|\bo7|\b0 ?double|\+44 seven"
)
_EMAIL = re.compile(r"[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_HIDDEN_EMAIL = re.compile(
    r"(?:@|\bat\b|[\[(]at[\])])\s*(?:gmail|g mail|hotmail|outlook|yahoo|icloud|btinternet|live"
    r"|aol|sky|virgin ?media|googlemail|proton\w*)\b"
)
_ACCOUNT = re.compile(
    r"(?<![\w@.])@[a-z0-9][\w.]{2,}(?!@)|\b(?:wa\.me|m\.me|t\.me|fb\.com|fb\.me|facebook\.com"
    r"|instagram\.com|chat\.whatsapp\.com|snapchat\.com)/"
)
_SEND_TO = re.compile(
    r"\b(?:(?:send|email|e-mail|mail|forward|fire|ping|post|hand|return|bring|drop)\b(?: \w[\w']{0,14}){0,4}?"
    r" (?:to|on|at|via)|(?:contact|reach|email|e-mail|message|get|write to|reply to|catch|find) (?:me|us)"
    r"(?: \w[\w']{0,14}){0,3}? (?:on|at|via)|(?:write|wrote|reply|answer|drop a line|get back) to|use|try"
    r"|try me (?:on|at)|i'm (?:on|at))[:,\s]{1,3}$"
)
_CALL_NUMBER = re.compile(r"\b(?:text|txt|whatsapp|ring|call|phone|bell|try)(?: me)?(?: on| at)?[:\s]{1,3}$")
_WAYS = re.compile(
    r"\b(?:ring|call|text|txt|phone|mobile|e-?mail|mail|message|msg|number|address|account|write|reply|send|contact"
    r"|inbox|use|whatsapp|chat|reach|get me)\b"
)
_NEAR = 130
_LONGEST_DOMAIN = 260
_ALONE = 200


# How sure a list's sayings are: 0 by themselves, 1 where nothing surer stands near, 2 with evidence.
_ORDER = (0, 2, 1)
_RANK = {"off-channel-away": 1, "off-channel-maybe": 2}


class Saying(NamedTuple):
    """A phrase, the medium it speaks of, and how much it needs besides (see ``_RANK``)."""

    phrase: Phrase
    medium: str
    rank: int


class Hit(NamedTuple):
    """Where something was said."""

    rank: int
    start: int
    end: int
    medium: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """Sayings by the word that must be there; ``always`` are those without one."""

    by_word: Mapping[str, tuple[Saying, ...]]
    keys: frozenset[str]
    always: tuple[Saying, ...]


def channel_detector(words: Mapping[str, frozenset[str]]) -> Detector:
    """The detector for the packs' ``off-channel`` word lists."""
    sayings = [
        Saying(compile_phrase(entry, words), medium, _RANK.get(name, 0))
        for name, medium in LISTS.items()
        for entry in sorted(words.get(name, frozenset()))
    ]
    by_word: dict[str, list[Saying]] = {}
    always = [saying for saying in sayings if not saying.phrase.anchors]
    for saying in sayings:
        for anchor in saying.phrase.anchors:
            by_word.setdefault(anchor, []).append(saying)
    index = Index(
        by_word={word: tuple(found) for word, found in by_word.items()},
        keys=frozenset(by_word),
        always=tuple(always),
    )
    return Detector(name="channel", codes=("SC403",), find=partial(_find, index=index))


def _find(view: View, known: Known, *, index: Index) -> Iterator[Finding]:
    personal = comes_from_personal(view.message, known)
    found = False
    for part in view.parts:
        if part.name not in TEXTS:
            continue
        there = anchor_keys(part.words)
        due: dict[int, tuple[Saying, list[str]]] = {}
        for key in there & index.keys:
            for saying in index.by_word[key]:
                due.setdefault(id(saying), (saying, []))[1].append(key)
        said = [(s, keys) for s, keys in due.values() if s.phrase.may_match(there)]
        for finding in _in_part(part, [*said, *((s, []) for s in index.always)], view, known, personal):
            found = found or not finding.excuse
            yield finding
    if not found and personal and view.message.channel in (Channel.DM, Channel.SMS):
        yield _on_personal_channel(view.message)


def comes_from_personal(message: Message, known: Known) -> bool:
    """Whether a message leaves by a personal account, phone or mailbox."""
    school, sender = known.school, message.sender.address
    if school.is_school_address(sender) or school.is_pupil_address(sender):
        return False
    if message.channel is Channel.POST:
        return False  # a post's account is a question of its own
    if message.channel is Channel.EMAIL:
        return domain_of(sender) in known.freemail or sender in school.staff_by_private
    if is_school_way_by_name(sender, school):
        return False
    key = sender.lower().removeprefix("https://").removeprefix("www.").lstrip("@").rstrip("/")
    return not (key in school.account_keys or is_school_number(sender, known) or school.partner_kind(sender))


def _in_part(
    part: TextPart,
    sayings: Sequence[tuple[Saying, Sequence[str]]],
    view: View,
    known: Known,
    personal: bool,
) -> Iterator[Finding]:
    hits = list(_to_addresses(part, view, known))
    for saying, keys in sayings:
        for match in saying.phrase.matches(part.folded, keys):
            if saying.rank != 1 or not match[0].endswith(" one") or _speaks(part.folded, *match.span()):
                hits.append(Hit(saying.rank, match.start(), match.end(), saying.medium))
    social = known.words.get("social", frozenset())
    for said in said_in(part, social, lambda start, end: _evidence(part, start, end, view, known)):
        hits.append(Hit(0, said.start, said.end, said.medium))
    hits = _joined(hits)
    places = Places(len(part.folded))
    # Sure sayings first, then the longer one where two overlap.
    for hit in sorted(hits, key=lambda h: (_ORDER[h.rank], h.start - h.end, h.start)):
        reach = _ALONE if hit.rank == 1 else 0
        if not places.is_free(hit.start - reach, hit.end + reach):
            continue
        if part.origin_at(hit.start) is not Origin.AUTHORED:
            continue
        medium = hit.medium
        if not medium:
            medium = _evidence(part, hit.start, hit.end, view, known) or ("phone" if personal else "")
            if not medium:
                continue
        places.take(hit.start, hit.end)
        yield part.finding(
            "SC403",
            hit.start,
            hit.end,
            owner=Owner.SENDER,
            confidence=Confidence.MEDIUM if hit.rank == 2 else Confidence.HIGH,
            facts={"medium": medium},
            why=("a personal number or address stands near" if hit.rank == 2 else "says so",),
            excuse=excuse_of(part, hit.start, hit.end, known),
        )


def _speaks(folded: str, start: int, end: int) -> bool:
    """Whether "not the school one" is said of a way to write or call, and not of a laminator."""
    return _WAYS.search(folded[max(0, start - 80) : end + 60]) is not None


def _joined(hits: list[Hit]) -> list[Hit]:
    """Sure sayings that follow one another at once ("text me" "on my own phone") made one."""
    joined: list[Hit] = [hit for hit in hits if hit.rank]
    last: Hit | None = None
    for hit in sorted(hit for hit in hits if not hit.rank):
        if last is not None and last.start <= hit.start <= last.end + 1:
            last = last._replace(end=max(last.end, hit.end))
            continue
        if last is not None:
            joined.append(last)
        last = hit
    return [*joined, last] if last is not None else joined


def _evidence(part: TextPart, start: int, end: int, view: View, known: Known) -> str:
    """What personal thing stands near a phrase: ``phone``, ``email``, ``social`` or nothing."""
    window = part.folded[max(0, start - _NEAR) : end + _NEAR]
    for match in MOBILE.finditer(window):
        if not is_school_number(match[0], known) and not _is_service(match[0]):
            return "phone"
    if _SPOKEN.search(window):
        return "phone"
    if any(_is_personal_address(match[0], view, known) for match in _EMAIL.finditer(window)):
        return "email"
    if _HIDDEN_EMAIL.search(window):
        return "email"
    for match in _ACCOUNT.finditer(window):
        if match[0].lstrip("@") not in known.school.account_keys:
            return "social"
    return ""


def _is_service(number: str) -> bool:
    """Freephone, local-rate and short numbers belong to services."""
    return number_key(number).startswith(("0800", "0808", "03", "084", "087", "09"))


def _is_personal_address(address: str, view: View, known: Known) -> bool:
    """A private mailbox that is neither a recipient's nor a family's on the roster."""
    school = known.school
    if address in school.staff_by_private:
        return True
    if domain_of(address) not in known.freemail:
        return False
    if any(address == r.address for r in view.message.recipients):
        return False
    return known.roster is None or known.roster.guardian_at(address) is None


def _to_addresses(part: TextPart, view: View, known: Known) -> Iterator[Hit]:
    """ "Send it to …@gmail.com", "text 07700 …": the verb and the address together."""
    folded = part.folded
    if "@" in folded:
        for match in _addresses_in(folded):
            if _is_personal_address(match[0], view, known):
                lead = _SEND_TO.search(folded[max(0, match.start() - 70) : match.start()])
                if lead is not None:
                    yield Hit(0, match.start() - len(lead[0]), match.end(), "email")
    if part.words.isdisjoint(("text", "txt", "whatsapp", "ring", "call", "phone", "bell", "try")):
        return
    for match in MOBILE.finditer(folded):
        if is_school_number(match[0], known) or _is_service(match[0]):
            continue
        lead = _CALL_NUMBER.search(folded[max(0, match.start() - 24) : match.start()])
        if lead is not None and re.match(r"[\s+(]*(?:0|44|0044)[\s()0]*7", match[0]):
            medium = "sms" if lead[0].startswith(("text", "txt", "what")) else "phone"
            yield Hit(0, match.start() - len(lead[0]), match.end(), medium)


def _addresses_in(folded: str) -> Iterator[re.Match[str]]:
    """Addresses, looked for around each sign: nearly every word begins like one."""
    done = 0
    at = folded.find("@")
    while at >= 0:
        first, floor = at, max(done, at - 64)
        while first > floor and (folded[first - 1].isalnum() or folded[first - 1] in "_.+'-"):
            first -= 1
        match = _EMAIL.match(folded, first, at + _LONGEST_DOMAIN)
        if match is not None:
            yield match
            done = match.end()
        at = folded.find("@", max(at + 1, done))


def _on_personal_channel(message: Message) -> Finding:
    return Finding(
        code="SC403",
        part="from",
        origin=Origin.HEADER,
        owner=Owner.SENDER,
        facts={"medium": "sms" if message.channel is Channel.SMS else "social"},
        why=("sent from a personal number or account",),
    )
