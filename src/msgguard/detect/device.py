"""SC404, SC405, PB508: a private device, texts to many parents, messages out of hours.

Signature lines are the defaults that phone makers and mail apps put in; mailer names are
their X-Mailer and User-Agent values.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgguard.detect.registry import Detector, Known
from msgguard.model import Audience, Channel, Confidence, Finding, Origin, Owner
from msgguard.school.audience import GUARDIANS, standing_audience
from msgguard.text.view import View

# What a signature line may call the device, and the apps that sign for themselves.
_DEVICE = (
    "iphone|ipad|ipod|galaxy|pixel|android|smartphone|mobile|phone|tablet|blackberry|windows phone"
    "|xperia|huawei|samsung|oneplus|honor|redmi|nokia|kindle|handset"
)
_MAKER = "apple|samsung|google|huawei|oneplus|sony|xiaomi|nokia|motorola|moto"
_APP = "yahoo|aol|bt|sky|virgin|talktalk|gmail|outlook|mail|hotmail|proton|bluemail|spark|k-9|edison"
_LINE = re.compile(
    r"^[ \t>*_-]*("
    r"sent (?:from|via|using|by|with) (?:my |the |a )?"
    rf"(?:(?:(?:{_MAKER}) )?(?:{_DEVICE})"
    rf"|(?:{_APP})[ \w.]{{0,20}}?(?:on|for) (?:my )?(?:android|ios|iphone|ipad|mobile|phone))"
    r"[ \w.,+()/-]{0,40}"
    rf"|sent (?:from|via|using) (?:the )?(?:{_APP})[ \w]{{0,14}} app"
    r"|get (?:outlook|bluemail|spark|the new outlook) for (?:ios|android|iphone)"
    rf"|sent from (?:{_APP})(?: mail)?"
    r"(?: mobile| app| for (?:ios|android|iphone|mobile)| on (?:android|ios|iphone))+"
    r"|(?:von meinem iphone gesendet|envoyé de mon iphone|wysłane z (?:mojego )?iphone'?a)"
    r")[ \t.<>\w:/-]{0,40}$",
    re.MULTILINE,
)
_MAILER = re.compile(
    r"\b(?:iphone|ipad|android|k-9|samsung|bluemail|outlook-ios|outlook for (?:ios|android)"
    r"|com\.google\.android|mobile)\b",
    re.IGNORECASE,
)
_MAILER_HEADERS = ("X-Mailer", "User-Agent", "X-MS-Exchange-MobileClient")
_HINTS = (
    "iphone",
    "ipad",
    "android",
    "sent from",
    "sent via",
    "sent using",
    "get outlook",
    "get bluemail",
    "get spark",
    "wysłane",
    "envoyé",
)
_MANY = 2


def find(view: View, known: Known) -> Iterator[Finding]:
    """Findings on the device, the texting service and the hour."""
    channel = view.message.channel
    if channel is Channel.EMAIL:
        yield from _personal_device(view, known)
    if channel is Channel.SMS:
        yield from _bulk_text(view, known)
    if channel is not Channel.POST:
        yield from _out_of_hours(view, known)


def _personal_device(view: View, known: Known) -> Iterator[Finding]:
    """SC404: the mailer's own signature line, or its header."""
    devices = [device.casefold() for device in known.school.devices]
    body = view.body
    folded = body.folded
    if any(hint in folded for hint in _HINTS):
        for match in _LINE.finditer(folded):
            start, end = match.span(1)
            if body.origin_at(start) not in (Origin.AUTHORED, Origin.SIGNATURE, Origin.FOOTER):
                continue
            excuse = "is_school_device" if any(d in match[1] for d in devices) else ""
            yield body.finding(
                "SC404",
                start,
                end,
                owner=Owner.SENDER,
                why=("the mailer's own signature line",),
                excuse=excuse,
            )
            return
    for name in _MAILER_HEADERS:
        value = view.message.header(name)
        if value and _MAILER.search(value):
            excuse = "is_school_device" if any(d in value.casefold() for d in devices) else ""
            yield Finding(
                code="SC404",
                part=f"header:{name}",
                text=value,
                origin=Origin.HEADER,
                owner=Owner.SENDER,
                why=("the mailer says what it runs on",),
                excuse=excuse,
            )
            return


def _bulk_text(view: View, known: Known) -> Iterator[Finding]:
    """SC405: one text to the guardians of several families, not through the sanctioned service."""
    message = view.message
    families: set[str] = set()
    for recipient in message.recipients:
        audience = standing_audience(recipient.address, known.school, known.roster)
        if audience in GUARDIANS or audience is Audience.EXTERNAL:
            guardian = known.roster.guardian_at(recipient.address) if known.roster else None
            families.add(guardian.household or ",".join(guardian.children) if guardian else recipient.address)
    if len(families) < _MANY:
        return
    service = (
        " ".join(value for _, value in message.headers) + " " + message.sender.name + " " + message.source
    )
    named = any(text.casefold() in service.casefold() for text in known.school.texting)
    by_office = message.sender.address in known.school.office
    yield Finding(
        code="SC405",
        part="to",
        owner=Owner.SENDER,
        facts={"families": str(len(families))},
        why=(f"a text to {len(families)} families",),
        excuse="is_sanctioned_service" if named and by_office else "",
    )


def _out_of_hours(view: View, known: Known) -> Iterator[Finding]:
    """PB508: a message to a pupil outside the school's hours, by its Date."""
    message, school = view.message, known.school
    if message.date is None or not any(school.is_pupil_address(r.address) for r in message.recipients):
        return
    if school.is_pupil_address(message.sender.address) or school.hours.is_open(message.date):
        return
    yield Finding(
        code="PB508",
        part="header:Date",
        text="",
        origin=Origin.HEADER,
        owner=Owner.SENDER,
        confidence=Confidence.HIGH,
        facts={"when": f"{message.date:%A %H:%M}"},
        why=("outside the school's hours",),
    )


DETECTOR = Detector(name="device", codes=("SC404", "SC405", "PB508"), find=find)
