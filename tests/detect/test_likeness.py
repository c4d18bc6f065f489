"""Edits, look-alike domains, names in mailboxes."""

import pytest

from msgguard.detect.likeness import is_lookalike_domain, letters, mailbox_names, mailbox_names_both
from msgguard.school.alike import edits

DOMAINS = frozenset({"hollybank.sch.example", "hb.example"})


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [
        ("gmail.com", "gmail.com", 0),
        ("gmial.com", "gmail.com", 1),
        ("gmal.com", "gmail.com", 1),
        ("gmaill.com", "gmail.com", 1),
        ("gnail.com", "gmail.com", 1),
        ("gnial.com", "gmail.com", 2),
        ("example", "gmail.com", 3),
        ("", "abc", 3),
    ],
)
def test_edits(one, other, distance):
    assert edits(one, other) == distance
    assert edits(other, one) == distance


@pytest.mark.parametrize(
    "domain",
    [
        "hollybank-sch.example",
        "holybank.sch.example",
        "hollybnak.sch.example",
        "hollybank.sch.exampel",
        "hollybank-school.co.example",
        "hollybanksch.example",
        "hollybank.org.example",
    ],
)
def test_look_alike_domains(domain):
    assert is_lookalike_domain(domain, DOMAINS) == "hollybank.sch.example"


@pytest.mark.parametrize(
    "domain",
    [
        "hollybank.sch.example",
        "mail.hollybank.sch.example",
        "hollybush.example",
        "gmail.com",
        "hc.example",
        "",
    ],
)
def test_domains_that_imitate_nobody(domain):
    assert is_lookalike_domain(domain, DOMAINS) == ""


@pytest.mark.parametrize(
    ("mailbox", "name"),
    [
        ("kulvinder.bains84", "Kulvinder Bains"),
        ("wendyp1ke", "Wendy Pike"),
        ("mr.coates.5c", "Andy Coates"),
        ("coates_andy", "Andy Coates"),
        ("a.coates", "Andy Coates"),
        ("coates77", "Andy Coates"),
        ("caoimhe.nidhomhnaill", "Caoimhe NíDhomhnaill"),
    ],
)
def test_mailboxes_that_spell_a_name(mailbox, name):
    assert mailbox_names(mailbox, name)


@pytest.mark.parametrize(
    ("mailbox", "name"),
    [
        ("patelandsons", "Sunil Patel"),
        ("p.patel", "Sunil Patel"),
        ("info", "School Office"),
        ("rosebud", "Ann Rose"),
        ("holtfamily", "Graham Holt"),
        ("x", "Prince"),
    ],
)
def test_mailboxes_of_others(mailbox, name):
    assert not mailbox_names(mailbox, name)


def test_letters_are_plain():
    assert letters("Ní Dhomhnaill") == "nidhomhnaill"


@pytest.mark.parametrize(
    ("mailbox", "whole"),
    [
        ("tunde.okoro84", True),
        ("t.okoro", True),
        ("mrs.okoro", False),
        ("okoro1979", False),
        ("0koro.tunde", True),
    ],
)
def test_a_family_name_alone_may_be_anybodys(mailbox: str, whole: bool) -> None:
    assert mailbox_names_both(mailbox, "Tunde Okoro") is whole
