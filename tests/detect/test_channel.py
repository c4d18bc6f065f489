"""SC403: direction and evidence; the sayings themselves are the rule's examples."""

import pytest
from tests.detect.hollybank import PUPIL, excused, findings, texts


@pytest.mark.parametrize(
    ("text", "medium"),
    [
        ("Text me when you are home.", "sms"),
        ("Message me on Facebook.", "social"),
        ("Ring me on my mobile.", "phone"),
        ("Send it to sunil.k@gmail.com please.", "email"),
        ("Give me a ring, 07700 900345.", "phone"),
        ("Contact me directly: sunil.k@gmail.com", "email"),
        ("Ring me or find @mr_patel_4p there.", "social"),
    ],
)
def test_the_medium_is_a_fact_for_the_clauses(text, medium):
    (finding,) = findings(text, "SC403")
    assert finding.facts["medium"] == medium


def test_a_harmless_phrase_needs_something_personal_near_it():
    assert texts("Please ring me if you have any questions.", "SC403") == []
    assert texts("Please ring me on 07700 900345.", "SC403")
    assert texts("Please ring me on oh double seven double oh, nine hundred.", "SC403")
    assert texts("Please ring me on 020 7946 0700.", "SC403") == []
    assert texts("Please ring me.", "SC403", sender="sunil.patel88@gmail.com")


@pytest.mark.parametrize(
    ("text", "excuse"),
    [
        ("You can text me on the school mobile.", "is_school_way"),
        ("Message me on ClassBoard, that is DM me on ClassBoard.", "is_school_way"),
        ("Please don't text me about homework.", "is_negated"),
        ("He'll text me from the coach.", "is_third_party"),
        ('Mum wrote "just text me", so could the office ring her?', "is_reported"),
        ("I won't send anything from my own phone.", "is_negated"),
        ("Text me is not allowed by our policy.", "is_negated"),
    ],
)
def test_excuses_are_named(text, excuse):
    assert texts(text, "SC403") == []
    assert excuse in {f.excuse for f in excused(text, "SC403")}


def test_a_condition_denied_is_no_refusal():
    assert texts("If it won't load, send it to sunil.k@gmail.com", "SC403")


def test_a_familys_own_address_is_no_invitation():
    assert texts("I sent it to louise.tanner@gmail.com last week.", "SC403") == []
    assert texts("Send it to me@gmail.com again?", "SC403", to=("me@gmail.com",)) == []


def test_only_the_senders_own_words_count():
    quoted = "Thanks, noted.\n\nOn Mon, 2 Nov 2026 at 10:14, Ann <ann@mail.example> wrote:\n> text me tonight"
    assert texts(quoted, "SC403") == []


def test_one_finding_where_a_sentence_says_it_twice():
    assert len(findings("Text me on my own phone, not the school one.", "SC403")) == 1


@pytest.mark.parametrize(
    ("sender", "channel", "to", "expected"),
    [
        ("07700 900500", "dm", ("07700 900101",), 1),
        ("@mr.patel.4p", "dm", (PUPIL,), 1),
        ("@HollybankPri", "dm", ("@ann",), 0),
        ("020 7946 0700", "sms", ("07700 900101",), 0),
        ("s.patel@hollybank.sch.example", "dm", ("07700 900101",), 0),
        (PUPIL, "dm", ("s.patel@hollybank.sch.example",), 0),
    ],
)
def test_a_message_on_a_personal_channel_is_one_itself(sender, channel, to, expected):
    found = findings("She was brilliant today.", "SC403", sender=sender, channel=channel, to=to)
    assert len(found) == expected
