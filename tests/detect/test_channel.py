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


@pytest.mark.parametrize(
    "text",
    [
        "Please don't hesitate to message me on WhatsApp.",
        "Do not hesitate to text me on my own number.",
        "Don't be afraid to ring me on my own phone.",
        "It wouldn't hurt to text me on my own phone.",
        "Without fail text me on my own phone.",
        "Never be shy to text me on my own number.",
        "Don't forget to message me on WhatsApp.",
    ],
)
def test_a_negation_that_invites_is_no_refusal(text):
    assert len(texts(text, "SC403")) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Please don't forget that you can't text me on my own number.",
        "Do not be afraid, but never ring me on my own phone.",
    ],
)
def test_a_refusal_behind_such_a_negation_stands(text):
    assert texts(text, "SC403") == []


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
        ("Groupcall", "sms", ("07700 900101",), 0),
        ("Groupcall (office)", "sms", ("07700 900101",), 0),
        ("ClassBoard: Mr Patel", "dm", (PUPIL,), 0),
        ("@classboard_4p", "dm", (PUPIL,), 1),
        ("Groupcall Gary", "sms", ("07700 900101",), 1),
    ],
)
def test_a_message_on_a_personal_channel_is_one_itself(sender, channel, to, expected):
    found = findings("She was brilliant today.", "SC403", sender=sender, channel=channel, to=to)
    assert len(found) == expected


ASKED = [
    "My WeChat is sunil_six if you want to add me there and send voice notes.",
    "Then send the story to my own address and I'll print it.",
    "Use the private one, I never look at the other.",
    "I'd rather you sent the scan to my own account.",
    "Could you forward the form to my personal email?",
    "You can always reach me over Messenger.",
    "Anything at all, you'll get me on my own number.",
    "I'm on Telegram most evenings, drop me a line on there.",
    "My husband's phone is on all day, ring that one.",
    "Just mail me a yes at home before bed.",
    "Ping the photos over to my own phone.",
    "If the login plays up then send it to mine.",
    "My private one is always on.",
    "I've set up a WhatsApp for the tour families.",
    "I've got Signal, so we can carry on there.",
    "Snap me or find me on Insta, I'm Miss_P, and ask me there.",
    "I keep a Telegram account; write to me there whenever.",
    "Speak to me over Facebook if the office is shut.",
    "We could sort lifts over WhatsApp, I'll add you.",
    "Happy to chat about it on my own phone in the evening.",
    "Here's a tip: text me on my other number.",
    "I run a Signal group for the mums and I'll pop you on it.",
    "It's far simpler if you contact me through Facebook.",
    "Ring me after tea on my private line.",
    "Email my home account.",
    "I'd sooner you used my personal one.",
]
NOT_ASKED = [
    "I've made my Facebook private.",
    "We can't discuss a child over Facebook.",
    "Please never text staff on their own phones.",
    "Staff must not message parents on their own phones.",
    "I can't give out my own number.",
    "I don't use my own phone for school.",
    "Please do not send photos to my personal email.",
    "We are not allowed to talk to families over WhatsApp.",
    "Parents message each other on WhatsApp, and I know nothing of it.",
    "Message us on our Facebook page for the bake sale.",
    "Follow the school's Twitter and send it there.",
    "Send the slip to school and leave it there.",
    "I'll put you on the list for the trip, and tell me there if you change your mind.",
    "Meet me there at nine.",
    "In our lesson we talked about WhatsApp and I asked what they knew.",
    "Ask me at the gate, or leave it there with Jean.",
    "I've made a group for the reading corner.",
    "The laminator is at home, not the school one.",
    "My own phone is broken so please ring the office.",
    "The policy says that teachers may not contact pupils on social media from their own accounts.",
    "My sister is on Instagram; send the cake order to the office and leave it there.",
    "Nobody should ring me on my own mobile about school business.",
    "He sent it from his own phone, so tell me which one.",
    "I've started a page on Vikings, add to it there.",
    "I have put my own name on the list and I'll put you on it.",
    "Reply to that one with the slip please, it's the office's.",
    "I'll use my own pen and mine is better.",
    "The code of conduct forbids messages to parents on my own account.",
]


@pytest.mark.parametrize("text", ASKED)
def test_a_verb_and_a_personal_channel_in_any_order(text):
    assert len(texts(text, "SC403")) == 1


@pytest.mark.parametrize("text", NOT_ASKED)
def test_what_only_looks_like_an_invitation(text):
    assert texts(text, "SC403") == []
