"""Accounts that are nobody's own, and what only looks like one: excuses of CD104."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from msgguard import lazyre as re
from msgguard.detect.contact import Around
from msgguard.detect.registry import Known
from msgguard.model import Channel
from msgguard.text.view import TextPart, View


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A handle or link. ``kind``: profile, group, content (links), handle, tag, named."""

    part: TextPart
    start: int
    end: int
    name: str
    link: str
    kind: str
    near: Around
    platform: str = ""
    disguised: bool = False
    weak: bool = False


_ORGANISATION = re.compile(
    r"council|museum|school|primary|academy|college|university|(?:^|[_.\d])(?:a|r|u)?fc(?:$|[_.\d])|fc$|"
    r"bbc|nhs|police|fire|rescue|librar|theatre|"
    r"church|parish|gov|dept|official|news|trust|charity|(?:^|[_.])pta|zoo|borough|nature|heritage|"
    r"gallery|hub|books|publish|press|"
    r"ltd|education|teach(?:ers?)?(?:uk|$)|literacy|maths|science|science|learning|foundation|society|"
    r"institute|association|nspcc|childline|"
    r"unicef|ofsted|union|premierleague|england|england|cricket|rugby|football|athletics|hospital|hospice|"
    r"pharmacy|magazine|radio|tv$|"
    r"festival|centre|leisure|farm|park|garden|coaches|photograph|uniform|resources|twinkl|ambulance|"
    r"scouts|guides|brownies|cubs|"
    r"nursery|preschool|playgroup|community|office|support|helpdesk|team(?:gb)?$|uk$|_uk|london$|bakery|"
    r"cafe|bookshop|shop|store"
)
_PERSONAL = re.compile(
    r"(?<![a-z])(?:my|me|mine|i['’]?m|im|i am|follow me|add me|dm me|find me|message me|his|her|hers|"
    r"he['’]?s|she['’]?s|private|personal|own|"
    r"gamer\s?tag|username|handle|insta|snap|ig|snapchat|instagram|tiktok|twitter|x|discord|telegram|kik|"
    r"roblox|add|join)(?![a-z])"
)
_STRICT = re.compile(
    r"(?<![a-z])(?:my|me|mine|i['’]?m|im|i am|his|her|hers|he['’]?s|she['’]?s|mum|dad|private|personal|"
    r"own|mr|mrs|miss|ms)(?![a-z])"
)
_MENTION = re.compile(
    r"(?<![a-z])(?:thanks?|thank you|thankyou|ty|cheers|via|rt|credit|credits|courtesy of|by|from|with|"
    r"shout ?out to|well done|congratulations|congrats|"
    r"cc|visit(?:ed|ing)?|supporting|sponsored by|tagging|hosted by|photo|at|to|and|"
    r"our friends)\W{0,3}(?:(?:to|the|all|at|everyone|our|friends|rangers|team)\W+){0,5}$"
)


def has_personal_cue(candidate: Candidate) -> bool:
    """Whether the words around make it a person's account."""
    return bool(_PERSONAL.search(candidate.near.before) or _PERSONAL.search(candidate.near.after[:25]))


def is_official(candidate: Candidate, view: View, known: Known) -> bool:
    """The school's own account."""
    keys = known.school.account_keys
    name = candidate.name.lower()
    if name in keys:
        return True
    if candidate.link:
        link = candidate.link.removeprefix("www.").removeprefix("m.").rstrip("/.,;:!?)").replace("/@", "/")
        link = link.replace("fb.com/", "facebook.com/").replace("twitter.com/", "x.com/")
        bare = link.split("?", 1)[0]
        if bare in keys or any(bare.startswith(key + "/") for key in keys if "/" in key):
            return True
        return any(key.partition("/")[2] == name or key == name for key in keys)
    return any(key.rpartition("/")[2] == name for key in keys)


def is_content(candidate: Candidate, view: View, known: Known) -> bool:
    """A post, video, event or page of resources, not an account."""
    if candidate.kind == "group":
        return not re.search(r"(?<![a-z])(?:join|my|our|me|add|invite)(?![a-z])", candidate.near.before)
    return candidate.kind == "content"


def is_organisation(candidate: Candidate, view: View, known: Known) -> bool:
    """An organisation's account."""
    if candidate.name in known.words.get("known_accounts", frozenset()):
        return True
    if candidate.kind not in ("handle", "profile", "named"):
        return False
    if re.search(
        r"(?:chat\.whatsapp|wa\.me|discord|t\.me|telegram|signal|monzo|paypal|snapchat)", candidate.link
    ):
        return False
    if _ORGANISATION.search(candidate.name) is None:
        return False
    return _STRICT.search(candidate.near.before[-30:]) is None


# "an address @yahoo.fr": half an address, no handle.
_DOMAIN = re.compile(
    r"[a-z]\.(?:com|co\.uk|org|org\.uk|sch\.uk|gov\.uk|net|uk|fr|de|ie|info|eu|example|edu)$"
)


def is_mention(candidate: Candidate, view: View, known: Known) -> bool:
    """A colleague called by ``@Name``, or an @ that stands for "at"."""
    if (
        candidate.kind != "handle"
        or candidate.platform
        or not candidate.part.folded.startswith("@", candidate.start)
    ):
        return False
    name = candidate.name
    if _DOMAIN.search(name):
        return True
    if not name.isalpha():
        return False
    if name in known.words.get("words_after_at", ()):
        return True
    if has_personal_cue(candidate):
        return False
    if any(name == given for person in known.school.staff for given in person.name.lower().split()):
        return True
    return view.message.channel is Channel.EMAIL and len(name) <= 12


def is_school_login(candidate: Candidate, view: View, known: Known) -> bool:
    """A user name for a learning site of the school, not for a social platform."""
    if candidate.kind != "named" or candidate.platform:
        return False
    window = candidate.part.folded[max(0, candidate.start - 120) : candidate.end + 80]
    if re.search(r"(?<![a-z])(?:gamer\s?tag|psn|xbox|insta|snap|discord|roblox)(?![a-z])", window):
        return False
    if any(platform.lower() in window for platform in known.school.safe_platforms):
        return True
    return (
        re.search(
            r"(?<![a-z])(?:log ?in|log ?on|login|password|passcode|passwd|pwd|pw|portal"
            r"|website|mathletics|classroom|numbots|sumdog|purple mash|\w*rockstars|"
            r"ttrs|times tables|account)(?![a-z])",
            window,
        )
        is not None
    )


def is_code(candidate: Candidate, view: View, known: Known) -> bool:
    """A ticket, a reference or a piece of code."""
    if candidate.kind == "tag":
        reference = r"(?:ref|order|room|ticket|invoice|po|issue|item|case|no|number|job|class|bug|pr)"
        near = re.search(rf"(?<![a-z]){reference}\W{{1,3}}(?:\w+\W)?$", candidate.near.before)
        return near is not None or re.search(rf"{reference}$", candidate.name) is not None
    if candidate.kind == "handle":
        tail = candidate.part.folded[candidate.end : candidate.end + 2]
        return tail[:1] in ("{", "(", "=") or (tail[:1] == ":" and not tail[1:].strip() and False)
    return False


EXCUSES: tuple[Callable[[Candidate, View, Known], bool], ...] = (
    is_official,
    is_content,
    is_organisation,
    is_mention,
    is_school_login,
    is_code,
)
