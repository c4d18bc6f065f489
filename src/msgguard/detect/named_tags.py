"""Names in hashtags: run together, with cheers before and verbs behind them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgguard import lazyre as re
from msgguard.detect.mention import Mention
from msgguard.detect.namemodel import NameModel
from msgguard.detect.nameword import words_in
from msgguard.school.letters import key_of
from msgguard.school.names import NameIndex
from msgguard.text.view import TextPart

_HASHTAG = re.compile(r"#([^\W_]\w{2,40})")
_HASH_AFFIXES = (
    "team", "go", "welldone", "happybirthday", "proudof", "congratulations", "our", "bravo", "get",
    "for", "justicefor", "pray", "thisis", "super", "star",
)  # fmt: skip
_HASH_ENDINGS = (
    "swims", "rocks", "wins", "runs", "reads", "sings", "rules", "shines", "stars", "star", "smiles",
    "goals", "scores", "fundraiser", "army", "birthday", "isten", "turns", "the", "is", "for",
)  # fmt: skip


def hashtags(part: TextPart, index: NameIndex, model: NameModel) -> Iterator[Mention]:
    """Names in the hashtags of a part."""
    for match in _HASHTAG.finditer(part.folded):
        key = key_of(match[1].replace("_", ""))
        start, end = match.span(1)
        if key in index.joined or key in index.forms:
            if key in index.joined and len(key) > 6:
                yield _bare(part, start, end, index.joined[key], "joined")
            continue
        for lead in ("", *_HASH_AFFIXES):
            if not key.startswith(lead):
                continue
            rest = key[len(lead) :]
            for tail in ("", *_HASH_ENDINGS):
                if not rest.endswith(tail) or (not lead and not tail):
                    continue
                name = rest[: len(rest) - len(tail)] if tail else rest
                pupils = index.joined.get(name) or tuple(
                    place
                    for f in index.forms.get(name, ())
                    if not f.rest
                    for place in index.by_given[f.given]
                )
                if pupils and len(name) > 3 and not model.is_in("frequent", name):
                    at = start + len(lead)
                    yield _bare(part, at, at + len(name), pupils, "joined")
                    break


def _bare(part: TextPart, start: int, end: int, pupils: Iterable[int], kind: str) -> Mention:
    words = words_in(part, start, end)
    at = next((n for n, word in enumerate(words) if word.end >= end), len(words) - 1)
    return Mention(start, end, tuple(dict.fromkeys(pupils)), kind, words, at, at + 1, "")
