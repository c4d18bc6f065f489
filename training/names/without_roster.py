"""Pupils found where no roster is configured: names, against what the roster's own verdict takes for pupils.

Right is a mention that the roster takes for a pupil, excuses counted; a name taken for the reader's own
child counts as found, since without a roster it is rightly left alone for that reason only. The labels of
``msgguard eval`` cannot tell this: they stay silent to a child's own family.

    python -m training.names.without_roster
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from msgguard.config import read_config
from msgguard.detect.pupil import named_pupils
from msgguard.detect.registry import Known
from msgguard.evaluate import read_corpus
from msgguard.setup import load_setup, setup_from
from msgguard.text.view import View, build_view

CORPORA = Path(__file__).parents[2] / "corpora"
_OWN_CHILD = "is_addressed_family"

Place = tuple[str, int, int]


def places(view: View, known: Known, *, own_child: bool) -> Iterator[Place]:
    """Where pupils are named, file names left out: without a roster these are not looked at."""
    for named in named_pupils(view, known):
        excuse = named.verdict.excuse
        if not named.part.name.startswith("name:") and (not excuse or (own_child and excuse == _OWN_CHILD)):
            yield named.part.name, named.mention.start, named.mention.end


def meets(one: Place, other: Place) -> bool:
    """Whether two places share text."""
    return one[0] == other[0] and one[1] < other[2] and other[1] < one[2]


def main() -> None:
    """Print precision, recall and F1 of both splits."""
    settings = read_config(CORPORA / "msgguard.toml")
    listed = load_setup(CORPORA / "msgguard.toml").known
    unlisted = setup_from(replace(settings, roster=None)).known
    for folder in (CORPORA, CORPORA / "untuned"):
        count: Counter[str] = Counter()
        for path in sorted(folder.glob("*.jsonl")):
            for item in read_corpus(path):
                view = build_view(item.message)
                due = list(places(view, listed, own_child=False))
                found = list(places(view, unlisted, own_child=True))
                count["due"] += len(due)
                count["right"] += sum(any(meets(one, other) for other in found) for one in due)
                count["false"] += sum(not any(meets(one, other) for other in due) for one in found)
        precision = count["right"] / (count["right"] + count["false"])
        recall = count["right"] / count["due"]
        f1 = 2 * precision * recall / (precision + recall)
        print(f"{folder.name}: {count['due']} names due, P {precision:.3f} R {recall:.3f} F1 {f1:.3f}")


if __name__ == "__main__":
    main()
