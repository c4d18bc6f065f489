"""With no roster: which of the children named is the reader's own, and is the reader the one greeted?

A message to one home is mostly about that home's child; whoever else is named in it is another
family's. The own child bears the family name of the address or the greeting, is named in the
subject, or is the first one named without a family name. Where the greeting names somebody whom
the address does not, nobody is taken for the reader's own: it may have gone to a stranger.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from msgguard import lazyre as re
from msgguard.detect.mention import Mention
from msgguard.detect.namearound import Around
from msgguard.detect.nameverdict import Verdict
from msgguard.model import Message, Origin
from msgguard.school.letters import key_of
from msgguard.school.profile import domain_of
from msgguard.text.view import TextPart

CHAIN = frozenset({Origin.QUOTED, Origin.FORWARDED})
_OTHERS_KIN = re.compile(r"['’]?s? (?:mum|dad|mother|father|parents|nan|mam|family|gran)")
_GREETING = re.compile(
    r"\s*(?:dear|hi|hello|hiya|hey|good (?:morning|afternoon|evening)|morning|cara|caro|hej)"
    r" ((?:[A-Z][\w'’-]*)(?:(?: and | & | | ?/ ?)[A-Z][\w'’-]*){0,4}) ?(?:[,!\n–-]|$)",
    re.IGNORECASE,
)
_NO_NAME = frozenset((
    "mr", "mrs", "ms", "miss", "mx", "dr", "and", "all", "both", "parents", "parent", "carer", "carers",
    "family", "families", "mum", "mums", "dad", "dads", "everyone", "everybody", "team", "sir", "madam",
    "there", "again", "colleagues", "colleague", "you", "folks", "guardian", "guardians", "year", "class",
    "prof", "professor", "rev", "lovely", "friends", "ladies", "both", "the", "from", "its", "it", "just",
    "organiser", "editor", "governor", "governors", "office", "reception", "children",
))  # fmt: skip
_PIECES = re.compile(r"[^a-z]+")


class Named(NamedTuple):
    """A mention with its verdict and part."""

    part: TextPart
    mention: Mention
    verdict: Verdict


def without_own_child(found: Sequence[Named], message: Message, around: Around) -> list[Named]:
    """The child that a message to one family is mostly about is taken for theirs."""
    kept = {item.mention.words[item.mention.first].key for item in found if not item.verdict.excuse}
    if greets_another(message) or (len(kept) > 2 and not _GREETING.match(message.body[:120])):
        # A list that greets nobody, like a message to a stranger, is about nobody's own child.
        return list(found)
    families = around.addressed | around.families
    own = {
        item.mention.words[item.mention.first].key
        for item in found
        if not item.verdict.excuse
        and item.mention.kind == "full"
        and item.mention.words[item.mention.last - 1].key in families
    }
    own = own or {own_child(found)}
    return [
        item._replace(
            verdict=item.verdict._replace(
                excuse="is_addressed_family", why=(*item.verdict.why, "the reader's own child?")
            )
        )
        if not item.verdict.excuse and _is_meant(item, own, families)
        else item
        for item in found
    ]


def _is_meant(item: Named, own: set[str], families: frozenset[str]) -> bool:
    words, mention = item.mention.words, item.mention
    if words[mention.first].key not in own:
        return False
    return mention.kind != "full" or words[mention.last - 1].key in families


def own_child(found: Sequence[Named]) -> str:
    """The key of the name in the subject, or else of the first given name alone in the text."""
    kept = [item for item in found if not item.verdict.excuse and item.part.name in ("subject", "body")]
    kept.sort(key=lambda item: item.part.name != "subject")
    for item in kept:
        if item.part.origin_at(item.mention.start) in CHAIN:
            return ""
        if item.mention.kind == "full":
            continue
        after = item.part.folded[item.mention.end : item.mention.end + 16]
        return "" if _OTHERS_KIN.match(after) else item.mention.words[item.mention.first].key
    return ""


def greets_another(message: Message) -> bool:
    """Whether no name of the greeting is in any address, where all addresses are made of names."""
    greeting = _GREETING.match(message.body[:120])
    if greeting is None:
        return False
    names = {key_of(word) for word in re.split(r"[\s/&]+", greeting[1]) if word}
    names = {name for name in names if len(name) > 2} - _NO_NAME
    if not names:
        return False
    home = domain_of(message.sender.address)
    homes = [recipient for recipient in message.recipients if domain_of(recipient.address) != home]
    for recipient in homes:
        pieces = [piece for piece in _PIECES.split(recipient.address.partition("@")[0]) if len(piece) > 1]
        told = {key_of(word) for word in recipient.party.name.split()}
        if len(pieces) < 2 or max(map(len, pieces)) < 3:
            return False
        joined = "".join(pieces)
        if any(_is_like(name, other) for name in names for other in {*pieces, *told, joined}):
            return False
    return bool(homes)


def _is_like(name: str, other: str) -> bool:
    """Whether two keys may be one name, misspelled or shortened."""
    if len(other) < 3:
        return name[:1] == other[:1]
    return name[:3] == other[:3] or name in other or other in name
