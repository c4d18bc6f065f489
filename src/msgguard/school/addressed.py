"""A draft whose readers are told in words: the audience set, and a stand-in address where one helps.

Detectors look at recipients, and a draft without any would be judged less exactly than what
is known of it: "to a pupil" is enough to put a pupil's address there.
"""

from __future__ import annotations

from dataclasses import replace

from msgguard.model import Audience, Message, Party, Recipient
from msgguard.school.profile import School


def addressed(message: Message, audience: Audience | None, school: School) -> Message:
    """The message to ``audience``; unchanged where none was named."""
    if audience is None:
        return message
    stand_in = "" if message.recipients else stand_in_for(audience, school)
    recipients = (Recipient(party=Party(address=stand_in)),) if stand_in else message.recipients
    return replace(message, audience=audience, recipients=recipients)


def stand_in_for(audience: Audience, school: School) -> str:
    """An address of the school's own that stands for the audience; empty where it has none."""
    if audience is Audience.PUPIL and school.pupil_domains:
        return f"pupil@{min(school.pupil_domains)}"
    if audience is Audience.STAFF and school.domains:
        return f"colleague@{min(school.domains - school.pupil_domains, default=min(school.domains))}"
    if audience is Audience.LIST:
        return min((a for a in school.lists if "@" in a), default="")
    return ""
