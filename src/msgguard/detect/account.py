"""CD104: personal handles, profile links, messaging and invite links, gamer tags.

Four ways in, each behind a cheap gate: links by their host, ``@`` handles, tags such as
``name#1234``, and names that stand with the name of a platform ("insta: joe.b").
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgguard import lazyre as re
from msgguard.detect.account_excuse import EXCUSES, Candidate, has_personal_cue
from msgguard.detect.account_links import profile_kind
from msgguard.detect.account_names import named_accounts
from msgguard.detect.contact import Taken, around, invites
from msgguard.detect.owner import Whose, whose_by_words, whose_number
from msgguard.detect.registry import Detector, Known
from msgguard.model import Confidence, Finding, Owner
from msgguard.school.profile import number_key
from msgguard.text.view import TextPart, View

_HOST = "abcdefghijklmnopqrstuvwxyz0123456789.-"
_PATH = re.compile(r"[^\s<>\"'()\[\]|,]{1,200}")
_HANDLE = re.compile(r"[\w](?:[\w.\-]{0,38}[\w])?(?:@[\w\-]+(?:\.[\w\-]+)+)?")
_TAG = re.compile(r"#\d{4}(?![\w-])")
_USER = re.compile(r"(?<![\w/.])/?u/[\w\-]{3,20}(?![\w/])")
_FRIEND_CODE = re.compile(
    r"(?<![a-z])(?:friend code(?: is|['’]s)?\W{1,3})?((?:sw[- ])?(?<!\d)\d{4}[- ]?\d{4}[- ]?\d{4})(?!\d)"
)


def find(view: View, known: Known) -> Iterator[Finding]:
    """Accounts of every part; official ones, mentions and content with an excuse."""
    platforms = known.words.get("platforms", frozenset())
    for part in view.parts:
        folded = part.folded
        taken = Taken()
        found: list[Candidate] = []
        if "/" in folded or " slash " in folded:
            found += _links(part, known.words)
        if "@" in folded:
            found += _handles(part)
        if "#" in folded:
            found += _tags(part)
        if "sw-" in folded or "friend code" in folded:
            found += _codes(part)
        if part.name != "links":
            found += named_accounts(part, platforms, known.words.get("words_after_platform", frozenset()))
        found.sort(key=lambda c: (c.kind == "named", c.start))
        for candidate in found:
            if taken.overlaps(candidate.start, candidate.end):
                continue
            taken.take(candidate.start, candidate.end)
            yield _judged(candidate, view, known)


def _links(part: TextPart, words: Mapping[str, frozenset[str]]) -> Iterator[Candidate]:
    folded = part.folded
    at = folded.find("/")
    after = 0
    while at >= 0:
        lead = folded[max(after, at - 60) : at]
        host = lead[len(lead.rstrip(_HOST)) :].lstrip(".-")
        path = _PATH.match(folded, at + 1) if "." in host else None
        if path is not None:
            kind = profile_kind(host, path.group(), words)
            if kind:
                start = at - len(host)
                for scheme in ("https://", "http://"):
                    if folded.startswith(scheme, start - len(scheme)):
                        start -= len(scheme)
                end = path.end()
                while folded[end - 1] in ".,;:!?'\"’”)*":
                    end -= 1
                name = path.group().rstrip("/").rsplit("/", 1)[-1].split("?", 1)[0].lstrip("@")
                yield Candidate(
                    part=part,
                    start=start,
                    end=end,
                    name=name,
                    link=f"{host}/{path.group()}",
                    kind=kind,
                    near=around(folded, start, end),
                )
            after = path.end()
            at = folded.find("/", after)
            continue
        at = folded.find("/", at + 1)
    if "u/" in folded:
        for match in _USER.finditer(folded):
            yield Candidate(
                part=part,
                start=match.start(),
                end=match.end(),
                name=match.group().rsplit("/", 1)[-1],
                link="",
                kind="handle",
                near=around(folded, match.start(), match.end()),
                platform="reddit",
            )
    if " slash " in folded:
        yield from _spoken_links(part, words)


_SPOKEN_LINK = re.compile(
    r"([a-z]{2,20})\s?(?:\.|\(?dot\)?)\s?(com|me|gg|net|tv)\s(?:forward )?slash\s(@?[\w.\-]{2,40})"
)


def _spoken_links(part: TextPart, words: Mapping[str, frozenset[str]]) -> Iterator[Candidate]:
    folded = part.folded
    for match in _SPOKEN_LINK.finditer(folded):
        host = f"{match.group(1)}.{match.group(2)}"
        if profile_kind(host, match.group(3), words):
            yield Candidate(
                part=part,
                start=match.start(),
                end=match.end(),
                name=match.group(3).lstrip("@"),
                link=host,
                kind="profile",
                near=around(folded, match.start(), match.end()),
                disguised=True,
            )


def _handles(part: TextPart) -> Iterator[Candidate]:
    folded = part.folded
    at = folded.find("@")
    while at >= 0:
        match = _HANDLE.match(folded, at + 1)
        before = folded[at - 1] if at else " "
        if match is not None and not before.isalnum() and before not in "._-/+%@=":
            start, end = at, match.end()
            if not match.group()[0].isdigit() or re.search(r"[a-z].*[_\d]|_", match.group()):
                yield Candidate(
                    part=part,
                    start=start,
                    end=end,
                    name=match.group(),
                    link="",
                    kind="handle",
                    near=around(folded, start, end),
                )
            at = folded.find("@", end)
            continue
        at = folded.find("@", at + 1)


def _tags(part: TextPart) -> Iterator[Candidate]:
    folded = part.folded
    for match in _TAG.finditer(folded):
        window = folded[max(0, match.start() - 33) : match.start()]
        name = window[len(window.rstrip("abcdefghijklmnopqrstuvwxyz0123456789_.")) :]
        if len(name) >= 2 and any(map(str.isalpha, name)):
            start = match.start() - len(name)
            yield Candidate(
                part=part,
                start=start,
                end=match.end(),
                name=name,
                link="",
                kind="tag",
                near=around(folded, start, match.end()),
                platform="discord",
            )


def _codes(part: TextPart) -> Iterator[Candidate]:
    """Friend codes of a games console."""
    folded = part.folded
    for match in _FRIEND_CODE.finditer(folded):
        if "sw" in match.group() or match.group().startswith("friend"):
            start, end = match.span(1)
            yield Candidate(
                part=part,
                start=start,
                end=end,
                name=match.group(1),
                link="",
                kind="tag",
                near=around(folded, start, end),
                platform="nintendo",
            )


def _judged(candidate: Candidate, view: View, known: Known) -> Finding:
    part, near = candidate.part, candidate.near
    excuse = next((e.__name__ for e in EXCUSES if e(candidate, view, known)), "")
    whose = Whose(Owner.UNKNOWN)
    if candidate.name[-9:].isdigit() and candidate.kind == "profile":
        whose = whose_number(number_key("+" + candidate.name.lstrip("+")), view, known)
    if not whose.listed and not excuse:
        whose = whose_by_words(part, candidate.start, near, view, known, name=candidate.name)
    personal = has_personal_cue(candidate) or bool(re.search(r"[_\d]", candidate.name))
    sure = candidate.kind in ("profile", "named", "tag") or personal
    facts = {"invites": "yes"} if invites(near) else {}
    if candidate.platform:
        facts["platform"] = candidate.platform
    return part.finding(
        "CD104",
        candidate.start,
        candidate.end,
        owner=Owner.ORGANISATION if excuse in ("is_official", "is_organisation") else whose.owner,
        confidence=Confidence.HIGH if sure and not candidate.weak else Confidence.MEDIUM,
        disguised=candidate.disguised,
        about=whose.about,
        facts=facts,
        why=(f"{candidate.kind} {candidate.name}",),
        excuse=excuse,
    )


DETECTOR = Detector(name="account", codes=("CD104",), find=find)
