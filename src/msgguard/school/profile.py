"""The school's own facts: domains, numbers, accounts, people, partners, hours.

Facts of one school, not policy: the policy lives in packs. Built once from
``school.toml`` (``school/reader.py``), then only looked up.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cache, cached_property
from zoneinfo import ZoneInfo

from msgguard.school.mailbox import mailbox_key

_NO_DIGITS = re.compile(r"\D+")


def number_key(number: str) -> str:
    """A UK number's digits in national form, whatever its spelling: ``020 …``, ``+44 20 …``.

    >>> number_key("+44 (0)20 7946 0550") == number_key("020-7946-0550")
    True
    """
    digits = _NO_DIGITS.sub("", number)
    if digits.startswith("0044"):
        digits = digits[4:]
    elif number.lstrip().startswith("+44") or (digits.startswith("44") and len(digits) in (12, 13)):
        digits = digits[2:]
    else:
        return digits
    return digits if digits.startswith("0") else "0" + digits


def domain_of(address: str) -> str:
    """The part after the last ``@``, lower-cased; empty where there is none."""
    return address.rpartition("@")[2].lower() if "@" in address else ""


def by_start(addresses: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Addresses by domain and first letter: those that a slip of one may be meant for.

    >>> by_start(["ann@a.example", "amy@a.example", "bo@a.example"])
    {'a.example@a': ('ann@a.example', 'amy@a.example'), 'a.example@b': ('bo@a.example',)}
    """
    found: dict[str, list[str]] = {}
    for address in dict.fromkeys(addresses):
        mailbox, _, domain = address.partition("@")
        found.setdefault(f"{domain}@{mailbox[:1]}", []).append(address)
    return {key: tuple(some) for key, some in found.items()}


def in_domain(domain: str, domains: frozenset[str]) -> bool:
    """Whether ``domain`` is one of ``domains`` or lies below one of them."""
    while domain:
        if domain in domains:
            return True
        _, _, domain = domain.partition(".")
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """A member of staff, governor or volunteer.

    ``role`` is a word of the profile: headteacher, deputy, teacher, ta, office, caretaker,
    governor, chair, volunteer, senco, …. ``private`` are known private addresses.
    """

    email: str
    name: str
    role: str = "staff"
    job: str = ""
    private: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()


@cache
def bank_holidays(region: str, year: int) -> frozenset[date]:
    """The bank holidays of a region (``GB-ENG``, ``GB-WLS``, ``GB-SCT``, ``GB-NIR``) in a year.

    Facts from the ``holidays`` package, loaded only when a message to a pupil needs them.
    """
    import holidays

    country, _, part = region.partition("-")
    return frozenset(holidays.country_holidays(country, subdiv=part or None, years=year))


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """When messages to pupils are in hours, in the school's own time zone.

    ``region`` names whose bank holidays are closed days (empty: none); ``closed`` are the
    school's own holidays, first and last day.
    """

    start: time = time(7, 30)
    end: time = time(18, 0)
    weekdays: frozenset[int] = frozenset({0, 1, 2, 3, 4})
    zone: str = "Europe/London"
    region: str = "GB-ENG"
    closed: tuple[tuple[date, date], ...] = ()

    def is_open(self, moment: datetime) -> bool:
        """Whether ``moment`` (aware, or taken as local) falls into the school's hours."""
        local = moment.astimezone(ZoneInfo(self.zone)) if moment.tzinfo else moment
        if local.weekday() not in self.weekdays:
            return False
        if any(first <= local.date() <= last for first, last in self.closed):
            return False
        if not self.start <= local.time() <= self.end:
            return False
        return not self.region or local.date() not in bank_holidays(self.region, local.year)


@dataclass(frozen=True, kw_only=True)
class School:
    """One school's facts. Addresses and domains are lower-case.

    ``partners`` maps a domain to its kind: ``statutory``, ``supplier``, ``platform``,
    ``safe``. ``vendors`` are domains allowed to send in the school's name. ``lists`` are
    addresses or local parts that reach all or many staff. ``safe`` are addresses of the
    safe route; ``safe_domains`` whole domains of it. ``texting`` names the sanctioned
    bulk-text services as their header or sender name shows them. ``devices`` are
    device or mailer names that the school owns.
    """

    name: str = ""
    short_names: tuple[str, ...] = ()
    domains: frozenset[str] = frozenset()
    pupil_domains: frozenset[str] = frozenset()
    pupil_pattern: str = ""
    phones: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    postcodes: frozenset[str] = frozenset()
    accounts: frozenset[str] = frozenset()
    partners: Mapping[str, str] = field(default_factory=dict)
    vendors: frozenset[str] = frozenset()
    safe_platforms: frozenset[str] = frozenset()
    texting: frozenset[str] = frozenset()
    devices: frozenset[str] = frozenset()
    office: frozenset[str] = frozenset()
    lists: frozenset[str] = frozenset()
    safe: frozenset[str] = frozenset()
    safe_domains: frozenset[str] = frozenset()
    designated_person: str = ""
    headteacher: str = ""
    chair: str = ""
    governors: frozenset[str] = frozenset()
    staff: tuple[Staff, ...] = ()
    hours: Hours = field(default_factory=Hours)

    @cached_property
    def number_keys(self) -> frozenset[str]:
        """The published numbers, as :func:`number_key` gives them."""
        return frozenset(map(number_key, self.phones))

    @cached_property
    def staff_by_address(self) -> Mapping[str, Staff]:
        """Staff by school address."""
        return {person.email: person for person in self.staff}

    @cached_property
    def addresses_by_start(self) -> Mapping[str, tuple[str, ...]]:
        """School addresses of staff, see :func:`by_start`."""
        return by_start(person.email for person in self.staff)

    @cached_property
    def staff_by_private(self) -> Mapping[str, Staff]:
        """Staff by known private address."""
        return {address: person for person in self.staff for address in person.private}

    @cached_property
    def staff_by_name(self) -> Mapping[str, Staff]:
        """Staff by given and by family name, lower-case; names that several share are left out."""
        found: dict[str, list[Staff]] = {}
        for person in self.staff:
            names = person.name.lower().split()
            if len(names) > 1 and person.role != "office":
                for name in {names[0], names[-1]}:
                    found.setdefault(name, []).append(person)
        return {name: people[0] for name, people in found.items() if len(people) == 1}

    @cached_property
    def staff_in_full(self) -> tuple[tuple[str, Staff], ...]:
        """Staff known by more than one name, each with the full name casefolded."""
        return tuple((person.name.casefold(), person) for person in self.staff if " " in person.name)

    @cached_property
    def _private_mailboxes(self) -> Mapping[str, Staff]:
        return {mailbox_key(address): person for address, person in self.staff_by_private.items()}

    def staff_at_private(self, address: str) -> Staff | None:
        """The member of staff whose private mailbox an address leads to, however it is spelled."""
        return self._private_mailboxes.get(mailbox_key(address))

    @cached_property
    def staff_address_by_name(self) -> Mapping[str, str]:
        """School addresses by a full name in lower case, where one person bears it."""
        found: dict[str, str] = {}
        for person in self.staff:
            key = " ".join(person.name.casefold().split())
            found[key] = "" if key in found else person.email
        return {key: email for key, email in found.items() if email}

    @cached_property
    def account_keys(self) -> frozenset[str]:
        """Official accounts without ``@``, scheme and host prefix, lower-case."""
        return frozenset(
            account.lower().removeprefix("https://").removeprefix("www.").lstrip("@").rstrip("/")
            for account in self.accounts
        )

    @cached_property
    def _pupil_pattern(self) -> re.Pattern[str] | None:
        return re.compile(self.pupil_pattern, re.IGNORECASE) if self.pupil_pattern else None

    def is_pupil_address(self, address: str) -> bool:
        """Whether the address is a pupil's: by domain or by the school's address pattern."""
        if domain_of(address) in self.pupil_domains:
            return True
        pattern = self._pupil_pattern
        return pattern is not None and pattern.fullmatch(address) is not None

    def is_school_address(self, address: str) -> bool:
        """Whether the address lies on one of the school's domains (pupils' ones included)."""
        return in_domain(domain_of(address), self.domains)

    def partner_kind(self, address: str) -> str:
        """The partner kind of an address or domain; empty for strangers."""
        domain = domain_of(address) or address.lower()
        while domain:
            kind = self.partners.get(domain)
            if kind:
                return kind
            _, _, domain = domain.partition(".")
        return ""
