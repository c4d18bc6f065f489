"""What rules a sentence out whatever the reader makes of it: predicates by name.

Each looks at one folded sentence (and the school's own facts), never at a chance. They speak of
settings: the school's platforms, a lesson or policy, advice for safety, the proper route, class
work, going home. A sentence that the reader is all but certain of stands all the same, where the
predicate says so in ``EXCUSES``.
"""

from __future__ import annotations

from collections.abc import Callable

from msgguard import lazyre as re
from msgguard.school.profile import School

_SCHOOL_THING = re.compile(
    r"\bschool(?:'s)? (?:tablets?|laptops?|ipads?|platform|email|account|system|phone|app|number"
    r"|page|website)\b"
    r"|\bclass (?:page|account|email|blog)\b"
    r"|\b(?:ring|call|phone|see|catch|reach|get|find|e-?mail|message) me (?:here )?(?:at|in|through|via)"
    r" (?:the )?(?:school|office|staff ?room|reception)\b"
)
_LESSON = re.compile(
    r"\b(?:assembl(?:y|ies)|online[- ]safety|e-safety|internet safety|safety week|pshe|rse|circle time"
    r"|polic(?:y|ies)|workshop|training day|inset|curriculum|role[- ]?play|leaflet|worksheet"
    r"|(?:this|the|our|in|today's|a) lesson|workbook|debate|year \d (?:read|learn|study|wrote"
    r"|discuss))\w*"
)
_ADVICE = re.compile(
    r"(?<!don't )(?<!dont )(?<!not )(?<!never )\b(?:tell|talk to|speak to) (?:a|an|your|any|another)"
    r" (?:trusted|grown[- ]?up|safe) ?(?:adult|person|grown-?up)?\b"
    r"|\b(?:never|don't) (?:ever )?keep (?:a )?secrets?\b|\basks? you to keep (?:a|it a) secret\b"
    r"|\bgood secrets?\b"
)
_REFUSED = re.compile(
    r"\bwe (?:don't|do not|never|can't|cannot) (?:use|accept|have|allow|add|do)\b"
    r"|\bover[- ]?(?:thirteen|13)s?\b"
    r"|\bage (?:limit|rating)s?\b|\btoo young\b|\b(?:not|isn't|aren't) (?:allowed|permitted|accepted)\b"
    r"|\b(?:don't|do not|never|must not|should not|may not) (?:ever |try to )?(?:contact|message|text"
    r"|phone|ring|call|dm"
    r"|add|follow|befriend|whatsapp) (?:any |our |school |the |members of )?(?:staff|teachers?"
    r"|children|pupils)\b"
    r"(?![^.!?]*(?:,|;|\bbut\b|\binstead\b))"
)
# PB506 is about contact that leaves the school's sight: without one of these there was none.
_CONTACT = re.compile(
    r"mess[ae]|t[e]?xt|\bdm|insta|snap|tik ?tok|facebook|\bfb\b|whatsapp|follow|friend|request"
    r"|online|account|selfie"
    r"|photo|pic|video|phone|number|call|\b(?:r[iau]ng|rings|ringing)\b|chat|contact|\badd|xbox"
    r"|playstation|discord|roblox|fortnite"
    r"|minecraft|comment|liked?\b|emoji|heart|voice|internet|profile|inappropriate|kiss|gift|alone"
    r"|touch|lift\b"
    r"|secret|uncomfortable|server|stream|youtube|telegram|signal|group|email|post|poke|tag|wink"
    r"|inbox|ping|invit"
    r"|facetime|twitch|\bpsn\b|headset|writ(?:es?|ing|ten)|wrote|snap|joining|fr[ei]+nd|squad|gamer"
    r"|notes?\b"
)
_ROUTE = re.compile(
    r"\b(?:ring|call|phone|tell|contact|inform|report (?:it |this )?to|refer\w*|speak to"
    r"|write to)\b.{0,30}"
    r"\b(?:social services|children's services|the police|101|999|lado|mash|ofsted|the governors?"
    r"|safeguarding"
    r"|the chair|the council|the union|acas|an? solicitor|the office|home|your parents|mum|dad)\b"
)
_WORK = re.compile(
    r"\b(?:maps?|grid references?|class page|seesaw|display|(?:your|his|her|their|the) (?:work"
    r"|model|plant|poem"
    r"|painting|project|homework|answers?|page|worksheet|diary|experiment|bridge|poster|drawing|writing"
    r"|spellings?|volcano|bean|score|costume for))\b"
)
_GOING_HOME = re.compile(
    r"\b(?:coats?|letters?|reading (?:book|folder|record)s?|bags?|wellies|temperature|poorly|unwell"
    r"|sick|ill"
    r"|early|bell|home time|slips?|homework|packed lunch\w*|jumpers?|forms?)\b"
)
_FILMS = re.compile(
    r"\b(?:i'll|i will|we'll|we will|i can|i could|i'm going to|ill)(?: \w+){0,2}? (?:film|video|record"
    r"|photograph|take (?:a|some"
    r"|the|a few) (?:photo|picture|video|clip|snap)s?)\b(?! (?:of )?(?:you|u|ya|yourself)\b)"
)
# The reader before the camera, or a place where nobody is filmed: no event, whoever films.
_OF_THE_READER = re.compile(
    r"(?<!to )(?<!for )(?<!mail )(?<!send )(?<!show )(?<!give )\b(?:you|u|ya|yourself)\b"
    r"|\b(?:bed ?room|bed|shower|bath ?room|bath|toilets?|changing room|camera on|webcam)\b"
)
_ASKS_PICTURE = re.compile(
    r"\b(?:send|show|give|gi|drop|snap) (?:me|us)\b|\blet me (?:see|have)\b|\b(?:pics?|photos?|pictures?"
    r"|selfies?|1|one) of (?:you|u|yourself)\b"
    r"|\bwhat (?:do )?(?:you|u) look\b|\bwhere (?:are|r) (?:you|u)\b|\bin your (?:room|bedroom|pyjamas"
    r"|swimm\w+)\b"
)
# On these no picture or place belongs to the work.
_PRIVATE = re.compile(
    r"facetime|video call|snap ?(?:map|chat)|\bfrom bed\b|\bon maps\b|your (?:room|bedroom|address)"
    r"|where you are"
    r"|not (?:to|on) the class|whatsapp|my (?:phone|number)|instagram|insta\b|selfie"
)
# A platform named beside the school's own: the talk is of moving there.
_ELSEWHERE = re.compile(
    r"facebook|whatsapp|instagram|insta\b|snap|discord|signal|telegram|messenger|tik ?tok|\bon x\b"
    r"|reddit|my (?:own )?"
    r"(?:phone|mobile|number|mum's|gmail|personal)|(?:not|never|don't|instead of"
    r"|rather than) .{0,24}school"
)
_HOME = re.compile(r"\b(?:send|sent|sending|go|went|going|take|back) (?:\w+ ){0,3}(?:home|back)\b")

# PB505 is about pupils: grown-ups may have their groups.
_ADULTS = re.compile(r"\b(?:parents?|carers?|pta|staff|governors?)\b[^.!?]{0,30}\b(?:group|page|chat)\b")
_PUPILS = re.compile(r"\b(?:pupils?|children|kids|you all|infants|boys|girls|homework|topic)\b")

_ONLINE = frozenset({"PB501", "PB505", "PB506", "SC403"})
_BOUNDARY = frozenset({"PB501", "PB502", "PB505", "PB506", "PB507", "PB509"})


def is_school_way(sentence: str, school: School) -> bool:
    """The school's own device, account or safe platform."""
    if _ELSEWHERE.search(sentence) is not None:
        return False
    if _SCHOOL_THING.search(sentence) is not None:
        return True
    return any(name.casefold() in sentence for name in (*school.safe_platforms, *school.texting))


def is_lesson(sentence: str, school: School) -> bool:
    """A lesson, an assembly, a policy or a training."""
    return _LESSON.search(sentence) is not None


def is_safety_advice(sentence: str, school: School) -> bool:
    """Children told what to do when somebody asks them to keep a secret."""
    return _ADVICE.search(sentence) is not None


def is_refused(sentence: str, school: School) -> bool:
    """What the school says it does not use, accept or allow."""
    return _REFUSED.search(sentence) is not None


def is_for_adults(sentence: str, school: School) -> bool:
    """A group of parents or staff, with no pupil in the sentence."""
    return _ADULTS.search(sentence) is not None and _PUPILS.search(sentence) is None


def is_no_contact(sentence: str, school: School) -> bool:
    """Nobody wrote, rang, followed or touched."""
    return _CONTACT.search(sentence) is None


def is_proper_route(sentence: str, school: School) -> bool:
    """An announced call to a body or person whose task it is."""
    return _ROUTE.search(sentence) is not None


def is_class_work(sentence: str, school: School) -> bool:
    """A picture or a place that belongs to the work."""
    return _WORK.search(sentence) is not None and _PRIVATE.search(sentence) is None


def is_own_filming(sentence: str, school: School) -> bool:
    """The writer's own offer to film or photograph an event and pass it on: nothing is asked for."""
    films = _FILMS.search(sentence)
    if films is None or _ASKS_PICTURE.search(sentence) is not None:
        return False
    return _OF_THE_READER.search(sentence, films.end()) is None


def is_going_home(sentence: str, school: School) -> bool:
    """Children who go home with their coats on."""
    return _HOME.search(sentence) is not None and _GOING_HOME.search(sentence) is not None


# Predicate, the codes it speaks of, the chance from which the sentence stands all the same.
EXCUSES: tuple[tuple[Callable[[str, School], bool], frozenset[str], float], ...] = (
    (is_school_way, _ONLINE, 1.1),
    (is_lesson, _BOUNDARY, 0.97),
    (is_lesson, frozenset({"DL301", "DL302", "DL304", "DL305", "DL306"}), 0.8),
    (is_safety_advice, frozenset({"PB502"}), 1.1),
    (is_refused, frozenset({"PB501", "PB505", "SC403"}), 1.1),
    (is_for_adults, frozenset({"PB505"}), 1.1),
    (is_no_contact, frozenset({"PB506"}), 0.98),
    (is_proper_route, frozenset({"DL302"}), 0.93),
    (is_class_work, frozenset({"PB509"}), 1.1),
    (is_own_filming, frozenset({"PB509"}), 1.1),
    (is_going_home, frozenset({"DL305"}), 0.9),
)


def excuse_for(code: str, sentence: str, chance: float, school: School) -> str:
    """The name of the first predicate that rules the code out here, or an empty string."""
    for predicate, codes, certain in EXCUSES:
        if code in codes and chance < certain and predicate(sentence, school):
            return predicate.__name__
    return ""
