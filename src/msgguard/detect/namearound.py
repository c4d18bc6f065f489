"""What a message says about its people, once per message: senders, readers, those greeted."""

from __future__ import annotations

from dataclasses import dataclass

from msgguard import lazyre as re
from msgguard.detect.nameword import WORD
from msgguard.detect.registry import Known
from msgguard.model import Message
from msgguard.school.letters import key_of, keys_of
from msgguard.school.names import NameIndex
from msgguard.school.profile import domain_of

SALUTATION = re.compile(
    r"^[>\s]*(?:hi|hello|hey|hiya|dear|morning|good (?:morning|afternoon|evening)|afternoon"
    r"|evening)\b[^\n.!?]{0,60}"
)
# Mail services of homes: with no roster, who writes to one writes to a family.
HOME_MAIL = frozenset((
    "gmail.com", "googlemail.com", "hotmail.com", "hotmail.co.uk", "outlook.com", "outlook.co.uk",
    "live.com", "live.co.uk", "msn.com", "yahoo.com", "yahoo.co.uk", "ymail.com", "icloud.com",
    "me.com", "mac.com", "aol.com", "aol.co.uk", "btinternet.com", "btopenworld.com", "sky.com",
    "virginmedia.com", "ntlworld.com", "talktalk.net", "tiscali.co.uk", "blueyonder.co.uk",
    "plusnet.com", "o2.co.uk", "protonmail.com", "proton.me", "gmx.com", "gmx.co.uk", "mail.com",
    "wp.pl", "onet.pl", "mail.example",
))  # fmt: skip
_MAILBOX = re.compile(r"[._\d-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What the message says about its people, once per message.

    ``addressed`` are keys of names of those it goes to, ``sender`` of who sends it;
    ``families`` keys in the salutation, ``family_places`` the pupils with such a family
    name; ``own_places`` the recipients' children and pupils written to (``recipients``);
    ``one_family``: it goes to one or two addresses of homes, and else to colleagues only.
    """

    addressed: frozenset[str] = frozenset()
    sender: frozenset[str] = frozenset()
    families: frozenset[str] = frozenset()
    family_places: frozenset[int] = frozenset()
    own_places: frozenset[int] = frozenset()
    recipients: frozenset[int] = frozenset()
    only_pupils: bool = False
    one_family: bool = False
    classes: frozenset[str] = frozenset()


def around(message: Message, known: Known, index: NameIndex) -> Around:
    """The people of a message: senders, readers, those greeted."""
    roster, school = known.roster, known.school
    addressed: set[str] = set()
    own: set[str] = set()
    pupils: set[str] = set()
    others = private = within = 0
    to_pupil = False
    for recipient in message.recipients:
        address = recipient.address
        addressed.update(keys_of(recipient.party.name))
        addressed.update(piece for piece in _MAILBOX.split(address.partition("@")[0]) if len(piece) > 2)
        guardian = roster.guardian_at(address) if roster is not None else None
        pupil = roster.pupil_by_email.get(address) if roster is not None else None
        if guardian is not None:
            addressed.add(key_of(guardian.given))
            own.update(guardian.children)
        if pupil is not None:
            pupils.add(pupil.id)
        if pupil is not None or school.is_pupil_address(address):
            to_pupil = True
        else:
            others += 1
            within += domain_of(address) in school.domains
            private += domain_of(address) in HOME_MAIL or "@" not in address
    sender = set(keys_of(message.sender.name))
    mailbox = message.sender.address.partition("@")[0]
    sender.update(piece for piece in _MAILBOX.split(mailbox) if len(piece) > 2)
    greeting = SALUTATION.match(message.body[:120].lower())
    families = frozenset(key_of(word) for word in WORD.findall(greeting[0])) if greeting else frozenset()
    places = index.place_by_id
    return Around(
        addressed=frozenset(addressed),
        sender=frozenset(sender),
        families=families,
        family_places=frozenset(
            place for key in families for f in index.families.get(key, ()) for place in index.by_family[f]
        ),
        own_places=frozenset(places[id] for id in own | pupils if id in places),
        recipients=frozenset(places[id] for id in pupils),
        only_pupils=to_pupil and not others,
        one_family=0 < private <= 2 and private == others - within and not to_pupil,
        classes=index.class_keys,
    )
