"""Words after and before a name that make it a month, a flower, a character or a sportsman.

Each is told by its own small grammar; pupils at play, in a club or a class play keep theirs.
"""

from __future__ import annotations

from msgguard import lazyre as re
from msgguard.detect import namewords
from msgguard.detect.mention import Mention
from msgguard.text.view import TextPart

# "Iris from the unicorn book", "as Alfie in the film"; not the book club's, nor the school's film.
_OF_A_BOOK = re.compile(
    r"(?:['’]s)?,? (?:who(?:'s| is) )?(?:from|in|out of|of) (?!(?:the |our |my )?(?:school|class|year"
    r"|reception|[1-6][a-z])\b)"
    r"(?:the |a |an |that |his |her )?(?:[\w'’-]+ ){0,4}?(?:book|books|story|stories|film|films|novel"
    r"|series|tales?|poem|cartoon"
    r"|saga|musical|picture book|programme|trilogy|movie|comic)\b"
    r"(?! (?:group|bag|club|corner|fair|week|day|record|token|voucher|swap|box|band|area|shelf|sale"
    r"|monitor|review))"
)
_DRESSED_AS = re.compile(
    r"\b(?:dress(?:ed|ing)? (?:up )?as|(?:came|comes?|coming|goes|going|went) as|costume of) (?:an? "
    r"|the )?$"
)
_MONTH_AFTER = re.compile(
    r"(?:'s)? (?:can'?t come (?:soon|quick|fast) enough|(?:is|will be|was) (?:round the corner"
    r"|around the corner|nearly here|upon us"
    r"|(?:fully |nearly )?(?:booked|full)|a (?:long|short|busy|cold|wet|quiet) (?:way|month)|when"
    r"|the month|out|over|in)"
    r"|showers?|fool'?s?|sunshine|rain|holidays?|half term|break|term|onwards|to (?:june|july|august"
    r"|september|may)|at the (?:latest|earliest))\b"
)
_MONTH_BEFORE = re.compile(
    r"\b(?:roll on|bring on|until|till|til|by|since|last|next|this|early|late|mid|from|end of|start of"
    r"|beginning of|middle of|every"
    r"|throughout|during|come|hello|goodbye|month of|weeks? (?:of|in)|back in|again in|due in|again|before"
    r"|after) $"
)
_PLANT_AFTER = re.compile(
    r"(?:'s)?,? (?:bulbs?|seeds?|seedlings?|petals?|bush(?:es)?|trees?|beds?|plants?|cuttings?|leaves"
    r"|blooms?|blossoms?|pots?|borders?"
    r"|(?:is|are) out(?= (?:in|at last|early|again|and)\b|[.!,])"
    r"|(?:is |are )?in (?:bloom|flower|bud|the border|a vase)|reticulata|hedges?"
    r"|and (?:tulips?|daffodils?|crocus(?:es)?|roses?))\b"
)
_PLANT_BEFORE = re.compile(
    r"\b(?:plant(?:ed|ing)?|prune|pruning|watering|grow(?:ing)?|smell of|vase of|bunch of|dwarf|wild"
    r"|climbing) (?:the |some |an? )?$"
)
# Sport and shows that are watched: only right beside the name, and nobody's cry or illness.
_WATCHED_AFTER = re.compile(
    r"(?:(?:'s| is) on (?:the )?(?:telly|tv|radio|box)(?= tonight| tomorrow| at \d|[.!?\n]|$)"
    r"|(?:'ll| will| to) (?:take|get) (?:\w+ )?wickets?\b"
    r"| (?:bowling|batting|opening) (?:like|for (?:england|surrey|yorkshire|the county)))"
)
_SCHOOL_AFTER = re.compile(
    r"[^.!?\n]{0,60}\b(?:year [1-6]|y[1-6]|[1-6][a-z]|reception|class|school|pupils?|assembly|playground"
    r"|playtime|our team|under[- ]?\d+s?|mum|dad|parents?)\b"
)


def placed_elsewhere(part: TextPart, mention: Mention, *, calendar: bool, plain: bool) -> str:
    """The excuse that the words right around a given name make; ``plain``: others make it a pupil."""
    if plain:
        return ""
    folded = part.folded
    before = folded[max(0, mention.start - 30) : mention.start]
    key = mention.words[mention.first].key
    if _OF_A_BOOK.match(folded, mention.end) or _DRESSED_AS.search(before):
        return "is_in_book"
    if (
        calendar
        and key in namewords.MONTHS
        and (_MONTH_AFTER.match(folded, mention.end) or _MONTH_BEFORE.search(before))
    ):
        return "is_date"
    if key in _PLANTS and (_PLANT_AFTER.match(folded, mention.end) or _PLANT_BEFORE.search(before)):
        return "is_word"
    watched = _WATCHED_AFTER.match(folded, mention.end)
    return "is_public_person" if watched and not _SCHOOL_AFTER.match(folded, watched.end()) else ""


_PLANTS = frozenset({
    "basil", "bay", "bryony", "clementine", "clover", "daisy", "dahlia", "erica", "fern", "flora", "hazel",
    "heather", "holly", "iris", "ivy", "jasmine", "laurel", "lily", "marigold", "myrtle", "olive", "poppy",
    "posy", "primrose", "rose", "rosemary", "rowan", "rue", "saffron", "sorrel", "tansy", "veronica", "viola",
    "violet", "willow", "zinnia",
})  # fmt: skip
