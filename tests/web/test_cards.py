"""Cards: grouping, order, fixes, and notices that must not tell."""

from msgguard.model import (
    Audience,
    Channel,
    Cited,
    Finding,
    Level,
    Message,
    Party,
    PolicyWarning,
    Report,
)
from msgguard.web.cards import cards_of, cleaned, marks_of, replacement


def warning(code, text, body, *, level=Level.WARN, start=None, allowed=False, name="personal-phone"):
    at = body.index(text) if start is None else start
    return PolicyWarning(
        finding=Finding(code=code, part="body", start=at, end=at + len(text), text=text),
        name=name,
        level=level,
        audience=Audience.PUPIL,
        clauses=(
            Cited(pack="p", ref="A1", duty="advised", text="one"),
            Cited(pack="p", ref="A2", duty="must not", text="two"),
        ),
        message=f"{text} looks like it.",
        allowed=allowed,
    )


def report(body, *warnings):
    message = Message(id="d", channel=Channel.EMAIL, sender=Party(address=""), body=body)
    return Report(message=message, verdict=Level.WARN, warnings=warnings)


def test_the_same_text_twice_is_one_card(setup):
    body = "07700 900123 or 07700 900123"
    found = report(
        body, warning("CD101", "07700 900123", body), warning("CD101", "07700 900123", body, start=16)
    )
    (card,) = cards_of(found, setup.policy, setup.known.school)
    assert [(p.start, p.end) for p in card.places] == [(0, 12), (16, 28)]
    assert card.where == "in the text, 2 times"
    assert [c.ref for c in card.clauses] == ["A2", "A1"]


def test_strictest_first_allowed_last(setup):
    body = "a bb ccc"
    found = report(
        body,
        warning("CD101", "a", body, level=Level.BLOCK, allowed=True),
        warning("CD101", "bb", body, level=Level.ADVISE),
        warning("CD101", "ccc", body, level=Level.BLOCK),
    )
    cards = cards_of(found, setup.policy, setup.known.school)
    assert [(c.found, c.word) for c in cards] == [("ccc", "block"), ("bb", "advise"), ("a", "allowed")]
    assert not cards[2].fixes


def test_a_neutral_notice_tells_neither_code_nor_clause_nor_place(setup):
    body = "this stays between us"
    found = report(body, warning("PB502", "between us", body, level=Level.BLOCK, name="secrecy"))
    (card,) = cards_of(found, setup.policy, setup.known.school)
    shown = repr(card)
    assert card.message == setup.policy.rules["PB502"].neutral
    for secret in ("PB502", "secrecy", "between us", "A1", "A2"):
        assert secret not in shown


def test_language_is_never_rewritten(setup):
    body = "You fool, ring 07700 900123."
    found = report(
        body, warning("DL301", "fool", body, name="derogatory"), warning("CD101", "07700 900123", body)
    )
    assert cleaned(found, setup.policy, setup.known.school, "body") == "You fool, ring 020 7946 0550."


def test_a_school_without_a_number_offers_the_mask(setup):
    from msgguard.school.profile import School

    assert replacement("{school_phone}", School()) == ""
    body = "ring 07700 900123"
    found = report(body, warning("CD101", "07700 900123", body))
    assert cleaned(found, setup.policy, School(), "body") == "ring [personal phone]"


def test_marks_inside_each_other_are_cut(setup):
    body = "Oh, ring me on 07700 900123 today."
    found = report(
        body,
        warning("SC403", "ring me on 07700 900123 today", body, name="off-channel", level=Level.WARN),
        warning("CD101", "07700 900123", body, level=Level.BLOCK),
    )
    cards = cards_of(found, setup.policy, setup.known.school)
    marks = marks_of(cards, "body")
    assert [(body[m.start : m.end], m.word, m.tag, m.numbers) for m in marks] == [
        ("ring me on ", "warn", "▲ 2 warn", (2,)),
        ("07700 900123", "block", "■ 1 block", (1, 2)),
        (" today", "warn", "", (2,)),
    ]
