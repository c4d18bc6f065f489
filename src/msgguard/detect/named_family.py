"""A family name alone that a word, an initial or a child's data beside it makes a pupil's."""

from __future__ import annotations

from collections.abc import Sequence

from msgguard import lazyre as re
from msgguard.detect import namewords
from msgguard.detect.mention import Mention, mention_at
from msgguard.detect.nameword import Word
from msgguard.school.letters import is_near
from msgguard.school.names import NameIndex
from msgguard.text.view import TextPart

_DATA_AFTER = re.compile(r"[\s,(\-–:]{1,4}(?:upn|nhs|d\.?o\.?b|born|date of birth|b\.)\b")


def from_family(words: Sequence[Word], at: int, index: NameIndex, taken: int) -> Mention | None:
    """A family name that a word beside it makes a child's: initial, ``the Carter boy``, data."""
    word = words[at]
    families = index.families[word.key]
    before = words[at - 1] if at and at - 1 > taken else None
    if before is not None and word.shape in "CU":
        if len(before.key) == 1 and before.shape == "C" and re.fullmatch(r"\.? ?", word.gap):
            pupils = [
                place
                for f in families
                for g in index.givens_of_family[f]
                if index.given_keys[g][0][0] == before.key
                for place in index.pairs[g, f]
            ]
            titled = at > 1 and words[at - 2].key in namewords.TITLES
            if pupils and not titled:
                return mention_at(words, at - 1, at + 1, pupils, "initial")
        if len(before.key) >= 4 and before.shape in "CU" and re.fullmatch(r"[ \u00a0]", word.gap):
            pupils = [
                place
                for f in families
                for g in index.givens_of_family[f]
                if len("".join(index.given_keys[g])) >= 4
                and is_near("".join(index.given_keys[g]), before.key)
                for place in index.pairs[g, f]
            ]
            if pupils:
                return mention_at(words, at - 1, at + 1, pupils, "near")
    pupils = [place for f in families for place in index.by_family[f]]
    after = words[at + 1] if at + 1 < len(words) else None
    if (
        after is not None
        and word.shape in "CU"
        and after.key in namewords.CHILD_OF_FAMILY
        and after.gap == " "
        and after.shape == "l"
    ):
        first = at
        if before is not None and before.key in ("the", "that", "both", "little", "younger", "older", "two"):
            return mention_at(words, first, at + 2, pupils, "family")
    if (
        before is not None
        and word.shape in "CU"
        and before.key in ("young", "master", "little")
        and word.gap == " "
    ):
        return mention_at(words, at, at + 1, pupils, "family")
    return None


def family_with_data(part: TextPart, words: Sequence[Word], at: int, index: NameIndex) -> Mention | None:
    """A family name alone with a child's number or date after it: ``D'Souza, NHS no. …``."""
    if words[at].shape == "l" or not _DATA_AFTER.match(part.folded, words[at].end):
        return None
    pupils = [place for f in index.families[words[at].key] for place in index.by_family[f]]
    return mention_at(words, at, at + 1, pupils, "family")
