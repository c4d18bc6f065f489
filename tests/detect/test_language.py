"""The sentence reader's rules: audience, stance, phrase, combination with words, cost."""

from dataclasses import replace

import pytest
from tests.clock import least_seconds

from msgguard.detect.carried import phrase_at
from msgguard.detect.evidence import refine
from msgguard.detect.language import CODES, DETECTOR, READER
from msgguard.detect.language_audience import Readers, least_chance, readers_of
from msgguard.detect.language_excuse import excuse_for
from msgguard.detect.models.grams import grams, pieces, token_places, tokens
from msgguard.detect.models.linear import FIELD, linear_reader
from msgguard.detect.models.pieces import piece_ids
from msgguard.detect.models.second import Doubt
from msgguard.detect.registry import Known
from msgguard.model import Channel, Confidence, Message, Party, Recipient, Stance
from msgguard.school.profile import School
from msgguard.text.view import build_view

SCHOOL = School(
    name="Hollybank",
    domains=frozenset({"hollybank.sch.example"}),
    pupil_domains=frozenset({"pupils.hollybank.sch.example"}),
)
KNOWN = Known(school=SCHOOL)
PUPIL, STAFF, PARENT = (
    "a@pupils.hollybank.sch.example",
    "b@hollybank.sch.example",
    "c@mail.example",
)


def message(text, *to, channel=Channel.EMAIL):
    return Message(
        id="m",
        channel=channel,
        sender=Party(address="s@hollybank.sch.example"),
        recipients=tuple(Recipient(party=Party(address=address)) for address in to),
        body=text,
    )


def found(text, *to, channel=Channel.EMAIL):
    view = build_view(message(text, *(to or (PARENT,)), channel=channel))
    return [f for f in DETECTOR.find(view, KNOWN) if not f.excuse]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("You are an absolute idiot and everybody knows it.", "DL301"),
        ("I'll break his legs if he comes near my house again.", "DL302"),
        ("Those immigrants are vermin and should be sent home.", "DL305"),
        ("Don't tell your mum that we talk, and delete this.", "PB502"),
        ("I think about you all the time, you look beautiful.", "PB503"),
        ("Send me a selfie, I want to see what you are wearing.", "PB509"),
    ],
)
def test_plain_cases_are_found(text, code):
    assert code in {f.code for f in found(text, PUPIL)}


@pytest.mark.parametrize(
    "text",
    [
        "Please bring a packed lunch and a coat on Friday.",
        "Year 4 have been reading about the Vikings.",
        "Thank you for coming to parents' evening.",
        "The Muslim families have kindly offered to bring samosas.",
    ],
)
def test_ordinary_sentences_are_left_alone(text):
    assert found(text, PUPIL) == []


def test_quoted_chain_is_not_the_writers():
    text = "Thank you, I will ring tomorrow.\n\nOn Monday Jo wrote:\n> You are an absolute idiot.\n"
    assert found(text) == []


def test_audiences():
    assert readers_of(message("x", PUPIL), KNOWN) == Readers(pupil=True, post=False, outside=False)
    assert readers_of(message("x", STAFF), KNOWN) == Readers(pupil=False, post=False, outside=False)
    assert readers_of(message("x", STAFF, PARENT), KNOWN).outside
    assert readers_of(message("x", channel=Channel.POST), KNOWN).post


def test_what_is_meant_for_pupils_needs_a_pupil():
    pupil = Readers(pupil=True, post=False, outside=False)
    staff = Readers(pupil=False, post=False, outside=False)
    parent = Readers(pupil=False, post=False, outside=True)
    for code in ("PB503", "PB504", "PB507", "PB509"):
        assert least_chance(code, pupil) == 0
        assert least_chance(code, staff) > 1
        assert least_chance(code, parent) > 0.5
    assert least_chance("DL301", staff) == 0


def test_the_phrase_lies_in_the_sentence():
    reader = linear_reader()
    text = "thank you for the minutes, but you are an absolute idiot, and the tea is at four"
    start, end = phrase_at(text, 0, len(text), "DL301", reader)
    assert "idiot" in text[start:end]
    assert end - start < len(text)


def test_tokens_and_places_agree():
    known = frozenset({"you", "are", "an", "idiot"})
    words, strange = tokens("You are an 1d10t, Zbigniew!", "you are an 1d10t, zbigniew!", known)
    assert words[:4] == ["you", "are", "an", "idiot"]
    assert strange == []
    assert len(words) == len(token_places("you are an 1d10t, zbigniew!"))
    assert "you are an" in grams(words)[2]
    assert "#^zb" in pieces("zbigniew")


def test_packed_weights_come_apart():
    reader = linear_reader()
    assert FIELD == 16
    assert set(CODES) <= set(reader.outputs)
    weights = reader.weights_by_token("you absolute idiot", "DL301")
    assert len(weights) == 3
    assert max(weights) == weights[2]


def test_word_pieces():
    vocabulary = {p: n for n, p in enumerate(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "play", "##ing", "!"])}
    assert piece_ids("Playing!", vocabulary, longest=10) == [2, 4, 5, 6, 3]
    assert piece_ids("x" * 100, vocabulary, longest=10) == [2, 1, 3]
    assert len(piece_ids("play " * 100, vocabulary, longest=10)) == 10


def test_words_and_reader_become_one_finding():
    view = build_view(message("You absolute idiot.", PARENT))
    part = view.body
    words = part.finding("DL301", 4, 18, confidence=Confidence.MEDIUM, why=("matches",))
    reader = part.finding("DL301", 0, 19, confidence=Confidence.MEDIUM, why=(f"{READER} 0.70",))
    (one,) = refine(view, KNOWN, [words, reader])
    assert one.text == "absolute idiot"
    assert one.confidence is Confidence.HIGH
    excused = replace(words, excuse="unless: lesson")
    kept = refine(view, KNOWN, [excused, reader])
    assert all(f.excuse for f in kept)


def test_reported_threats_keep_their_stance():
    text = 'The caller said "I will burn your school down" and rang off.'
    stances = {f.code: f.stance for f in found(text, STAFF)}
    assert stances.get("DL302", Stance.REPORTED) is Stance.REPORTED


@pytest.mark.parametrize("text", ["a" * 64, "you ", "idiot. ", "x y ", "@!", "f*", "é ", "don't "])
def test_cost_grows_linearly(text):
    def cost(count):
        view = build_view(message(text * count, PARENT))
        return least_seconds(lambda: list(DETECTOR.find(view, KNOWN)))

    small = 8_000 // len(text)
    cost(small)
    assert cost(8 * small) < 16 * cost(small) + 0.02


@pytest.mark.parametrize(
    ("code", "text", "excuse"),
    [
        ("PB502", "tell a trusted adult if somebody asks you to keep a secret", "is_safety_advice"),
        ("PB502", "don't tell a trusted adult about us", ""),
        ("PB505", "our online safety week looks at discord and instagram", "is_lesson"),
        ("PB505", "i've opened a discord since the school system keeps crashing", ""),
        ("PB505", "tiktok is for over-thirteens and we don't use it", "is_refused"),
        ("SC403", "message me on the school platform", "is_school_way"),
        ("SC403", "not on the school system, whatsapp me", ""),
        ("PB506", "a boy in my class gave me a dinosaur", "is_no_contact"),
        ("PB509", "where are you on the map", "is_class_work"),
        ("PB509", "share your snap map so i know where you are", ""),
        ("DL305", "send them home with their coats on", "is_going_home"),
        ("DL305", "send them home where they belong", ""),
        ("DL302", "i'll ring social services in the morning", "is_proper_route"),
    ],
)
def test_excuses_of_settings(code, text, excuse):
    assert excuse_for(code, text, 0.7, SCHOOL) == excuse


def test_asking_first_what_is_worth_a_reading_changes_no_reading():
    reader, rule = linear_reader(), Doubt(weights={"DL301": 0.5, "any": 1.0}, least=2.0, least_open=1.0)
    text = "You are an absolute idiot.\nThe coach leaves at nine.\nHe is useless and so is Zbigniew.\n"
    spans = [(0, 26), (27, 52), (53, 86)]
    for open_ in (False, True):
        worth = rule.asked_of(reader.outputs, open_=open_)
        every = reader.read(text, text.lower(), spans)
        asked = reader.read(text, text.lower(), spans, worth=worth)
        assert asked == [one if one and rule.over(one.scores, open_=open_) >= 0 else None for one in every]
