"""Single lines that tell a layer of a body: how mail programs mark replies and forwards.

Facts from the plain text that Gmail, Outlook (desktop, web, phone), Apple Mail,
Thunderbird, Yahoo and Samsung phones write. Every predicate reads one folded line,
stripped; :mod:`msgguard.text.origin` puts the lines together.
"""

from __future__ import annotations

from msgguard import lazyre as re

# "-----Original Message-----" and its kin: dashes on both sides, few words between.
_RULED = re.compile(
    r"[-_=* ]{0,40}(?:(begin )?forwarded message|original message|forwarded by .{1,120}"
    r"|weitergeleitete nachricht|message transféré|message d'origine)\b[^\n]{0,40}"
)
_END_OF_FORWARD = re.compile(r"[-_=* ]{2,40}end (?:of )?forwarded message\b")
_HEADER = re.compile(
    r"\*?(from|sent|date|to|cc|bcc|subject|reply-to|importance|when|attachments)\*?\s?:\*?(?:\s|$)\s*(.*)"
)
_WROTE = re.compile(
    r"(?:\bwrote|\bwrites|\bwrote the following|\bsaid|a écrit|schrieb|escribió|ha scritto|napisał(?:\(a\))?)"
    r"\s?:$"
)
_DATED = re.compile(r"\b\d{1,2}[:.]\d\d\b|\b(?:19|20)\d\d\b")
_SAID = re.compile(r"\b(?:he|she|they|said)\b")
_REPLY_START = re.compile(r"(?:on|le|am|el|il|w dniu|at) \S|[^:]{0,80}<[^<>\s]+@[^<>\s]+>")
_DEVICE = re.compile(
    r"sent (?:out )?(?:from|via|using|by|with) (?:my|the|a|an|outlook|mail|yahoo|gmail|samsung"
    r"|proton|blackberry"
    r"|windows|aol|tutanota|iphone|ipad|android|mobile|icloud)\b.{0,60}$"
    r"|get outlook for (?:ios|android|mobile)\b"
    r"|(?:sent from )?yahoo mail: search, organi[sz]e|download the (?:aol|outlook) app"
)
_CLOSING = re.compile(
    r"(?:(?:(?:with|my|all|the|and|very|kind|kindest|warm|warmest|best|many) ){0,6}"
    r"(?:regards|wishes|thanks|thank you|thankyou|thx|ta|rgds|kr)"
    r"|yours(?: (?:sincerely|faithfully|truly|ever|in sport))?|(?:sincerely|faithfully"
    r"|respectfully)(?: yours)?"
    r"|cordially|warmly|all the (?:very )?best|(?:all )?(?:my )?best|take care|cheers|in anticipation"
    r"|(?:lots of |with |much |all my )?love|see you (?:then|there|soon)|speak soon|with gratitude)"
    r"(?: (?:again|in advance|(?:and )?(?:best wishes|kind regards|regards|take care)|so much|very much|from"
    r"|everyone|all|both|for (?:your|all|the) [a-z' ]{2,40})){0,3}"
    r"[\s,.!:;x\-\U0001f300-\U0001faff☀-➿]*"
)
_FOOTER_START = re.compile(
    r"(?:please |kindly )?(?:consider (?:the|our) (?:environment|planet)"
    r"|think (?:before|twice|of the environment)\b.{0,30}print|(?:do not|don't) print this)"
    r"|(?:confidentiality|privacy|legal|email|e-mail|important)? ?(?:notice|disclaimer)(?: ?:|$)"
    r"|you (?:are receiving|received|have received|are subscribed)|(?:to )?unsubscribe\b"
    r"|this (?:e-?mail|message) (?:has been |was )?(?:scanned|checked|sent to you|virus)"
    r"|registered (?:office|charity|company|in england)|company (?:number|registration)|charity (?:number|no)"
    r"|virus-free\b|scanned by\b|\[?(?:external|caution)(?: ?:|\])"
)
# Words of a disclaimer; two of them in a paragraph make it one.
_LEGAL = (
    "confidential", "intended recipient", "intended solely", "intended only", "solely for the use",
    "addressee", "named recipient", "individual or entity", "individual to whom", "any attachment",
    "its attachments", "attachments to it", "privileged", "received this email in error",
    "received this e-mail in error", "received this message in error", "received it in error",
    "received in error", "notify the sender", "inform the sender", "contact the sender", "delete it",
    "delete this e", "delete the e", "disclos", "liabil", "views expressed", "opinions expressed", "virus",
    "do not necessarily", "unauthorised", "unauthorized", "copying", "distribution",
    "registered in england", "registered office", "charity", "monitored", "data protection",
    "not the intended", "legally",
)  # fmt: skip
_ABOUT_MAIL = re.compile(
    r"\b(?:this|the) (?:e-?mail|message|communication|transmission|information)\b"
    r"|\battachments?\b|\bviews\b|\bopinions\b"
)
_POSTSCRIPT = re.compile(r"p\.? ?(?:p\.? ?)?s\b")
_NAME = re.compile(r"[a-z][\w.'\-]*", re.UNICODE)
_PRONOUN = re.compile(
    r"\b(?:i|i'm|i'll|i've|i'd|you|you're|you'll|your|u|ur|me|my|he|she|his|her|they|them|we|we're|we'll"
    r"|please|pls|can|could|would|should|don't|is|are|was|were|am|let|if)\b"
)


def forward_or_original(line: str) -> str:
    """``forward``, ``reply`` or nothing: is this a ruled line over an older message?"""
    match = _RULED.match(line)
    if match is None or len(line) > 200:
        return ""
    if "forwarded" in match[0] or "weitergeleitet" in match[0] or "transféré" in match[0]:
        # "forwarded message" in running text has no rule and no "begin".
        return "forward" if match[0][0] in "-_=*" or match[1] else ""
    return "reply" if match[0][0] in "-_=*" else ""


def is_end_of_forward(line: str) -> bool:
    """Does the line close a forwarded message?"""
    return _END_OF_FORWARD.match(line) is not None


def header_name(line: str) -> tuple[str, str]:
    """(name, value) of a copied header line such as ``From: ...``; empty where it is none."""
    match = _HEADER.match(line)
    return (match[1], match[2]) if match else ("", "")


def is_attribution(line: str) -> bool:
    """Is this a whole "On ... wrote:" line?"""
    return (
        line.endswith(":")
        and len(line) < 400
        and _WROTE.search(line) is not None
        and (_REPLY_START.match(line) is not None or "@" in line or len(line) < 60)
    )


def is_dated_attribution(line: str) -> bool:
    """Does a "wrote:" line carry what programs put there: an address, or a time or year?"""
    return "@" in line or (_DATED.search(line) is not None and _SAID.search(line) is None)


def opens_attribution(line: str) -> bool:
    """May an "On ... wrote:" begin here and end on a later line?"""
    return (line.startswith(("on ", "le ", "am ", "el ", "il ")) and not line.isascii()) or (
        line.startswith("on ") and any(char.isdigit() for char in line[:60])
    )


def is_device(line: str) -> bool:
    """Is this what a phone or app adds below a message?"""
    return _DEVICE.match(line) is not None


def is_closing(line: str) -> bool:
    """Is this a closing such as "Kind regards,"?"""
    return len(line) <= 60 and _CLOSING.fullmatch(line) is not None


def is_footer(line: str, paragraph: str) -> bool:
    """Does this paragraph look like a disclaimer or another standard footer?"""
    if _FOOTER_START.match(line):
        return True
    return (
        len(paragraph) > 60
        and sum(word in paragraph for word in _LEGAL) >= 2
        and _ABOUT_MAIL.search(paragraph) is not None
    )


def is_postscript(line: str) -> bool:
    """Does the writer start again with "PS"?"""
    return _POSTSCRIPT.match(line) is not None and not line.startswith("psh")


def is_name(line: str, plain: str) -> bool:
    """Can this line be the name under a message: few words, most of them capitalised?"""
    words = plain.split()
    if not words or len(words) > 7 or len(line) > 60 or line[-1] in "?!;":
        return False
    if _PRONOUN.search(line) is not None:
        return False
    capital = sum(
        word[0].isupper()
        or not word[0].isalpha()
        or word in ("x", "xx", "xxx", "and", "de", "van", "of", "the")
        for word in words
    )
    return capital * 3 >= len(words) * 2 or len(words) == 1


def is_sentence(line: str) -> bool:
    """Is this running text rather than a line of a signature block?"""
    words = line.count(" ") + 1
    return (words >= 4 and _PRONOUN.search(line) is not None) or words > 16
