"""Pupils named where no roster is: what makes a child, what an adult, and whose child it is."""

import json
from pathlib import Path

import pytest

from msgguard.detect.ownchild import greets_another
from msgguard.detect.pupil import named_pupils
from msgguard.detect.registry import Known
from msgguard.intake.records import read_record
from msgguard.policy.pack import load_policy
from msgguard.school.names import compile_names
from msgguard.school.profile import School
from msgguard.text.view import build_view

CORPUS = Path(__file__).parents[2] / "corpora" / "names" / "messages.jsonl"


@pytest.fixture(scope="module")
def strangers():
    school = School(domains=frozenset({"castlemead.example"}))
    return Known(school=school, words=load_policy(["base"]).words, names=compile_names(None, school))


def mail(body, *recipients, subject="", sender="office@castlemead.example"):
    return read_record(
        {
            "sender": sender,
            "recipients": list(recipients),
            "subject": subject,
            "body": body,
            "channel": "email",
        }
    )


def post(body):
    return read_record({"channel": "post", "post": "group", "sender": "a@example.com", "body": body})


def named(message, known):
    return {
        item.part.plain[item.mention.start : item.mention.end]
        for item in named_pupils(build_view(message), known)
        if not item.verdict.excuse
    }


@pytest.mark.parametrize(
    "body",
    [
        "Ladies (and Nigel), bingo Friday, Maureen is driving.",
        "Trevor has the key to the shed and Sheila the float.",
        "Denise's wedding photos are up in the staff room.",
        "The harvest service is at St Laurence's on Friday.",
        "The other firms were Grace & Sons and a man with a van.",
        "April can't come soon enough.",
        "Your driver Marius was superb.",
    ],
)
def test_no_child_is_seen_in_grown_ups_talk(strangers, body):
    assert not named(post(body), strangers)


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("The Yilmaz boy hasn't been excluded once since October.", "Yilmaz"),
        ("hi its miss p, kacper spat in the pool again so hes lost his place", "kacper"),
        ("Keith's mum rang: he has lost his reading book and his Year 3 jumper.", "Keith"),
        ("Star of the week: Reception - Ayaan Malik, 1B - Ffion Rees, 6T - Callum.", "Callum"),
    ],
)
def test_a_child_is_seen(strangers, body, name):
    assert any(text.startswith(name) for text in named(post(body), strangers))


def test_the_readers_own_child_is_left_alone_and_another_is_not(strangers):
    message = mail(
        "Dear Ms Hale, Bryn was kicked at playtime by Rhiannon, who has said sorry.",
        "tegan.hale@gmail.com",
    )
    assert named(message, strangers) == {"Rhiannon"}


def test_the_own_child_is_told_by_the_family_name(strangers):
    message = mail(
        "Dear Tegan, the groups are: Zofia and Musa. Bryn Hale is in 2K with them now.",
        "tegan.hale@gmail.com",
    )
    assert "Bryn Hale" not in named(message, strangers)


def test_a_doubled_given_name_is_one_given_name(strangers):
    message = mail("Dear Tegan, Lily-Anne has lost her reading book.", "tegan.hale@gmail.com")
    assert not named(message, strangers)


@pytest.mark.parametrize(
    ("body", "address", "another"),
    [
        ("Dear Mrs Gill, he is fine.", "paula.summers@outlook.com", True),
        ("Dear Mrs Gill, he is fine.", "manjit.gill@outlook.com", False),
        ("Dear Ms Hiscock\nhe is fine.", "tina.hiscoock@hotmail.co.uk", False),
        ("Hi Shazia, he is fine.", "jade.hamilton@btinternet.com", True),
        ("Dear parents, he is fine.", "paula.summers@outlook.com", False),
        ("Dear Mrs Gill, he is fine.", "kittycat99@outlook.com", False),
        ("Dear Mrs Gill, he is fine.", "p.gill@outlook.com", False),
        ("He is fine.", "paula.summers@outlook.com", False),
    ],
)
def test_whether_the_greeting_names_another(body, address, another):
    assert greets_another(mail(body, address)) is another


def test_a_pupil_written_to_is_no_reason_to_let_others_pass(strangers):
    school = School(pupil_domains=frozenset({"pupils.castlemead.example"}))
    known = Known(school=school, words=strangers.words, names=compile_names(None, school))
    message = mail("Ladder: 1 Gethin, 2 you, 3 Maisie.", "celyn.rees@pupils.castlemead.example")
    assert named(message, known)


def test_messages_of_other_schools_never_trained_on(strangers):
    hits = false = missed = 0
    for number, line in enumerate(CORPUS.read_text(encoding="utf-8").splitlines()):
        if number % 3:
            continue
        record = json.loads(line)
        spans = [(n["start"], n["end"]) for n in record["names"] if n["kind"] == "pupil"]
        view = build_view(read_record(record))
        said = [
            (item.mention.start, item.mention.end)
            for item in named_pupils(view, strangers)
            if item.part.name == "body" and item.verdict.excuse in ("", "is_addressed_family")
        ]
        met = [s for s in spans if any(s[0] < a[1] and a[0] < s[1] for a in said)]
        hits += len(met)
        missed += len(spans) - len(met)
        false += sum(not any(s[0] < a[1] and a[0] < s[1] for s in spans) for a in said)
    assert hits / (hits + false) > 0.8
    assert hits / (hits + missed) > 0.75
