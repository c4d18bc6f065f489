"""Pupils pointed to platforms: who reads it, what is to be done there, what only tells of them."""

import pytest
from tests.detect.hollybank import PUPIL, findings, texts


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("Set yourself up on Insta and follow ours for the clues.", "Insta"),
        ("Film it and stick it on TikTok.", "stick it on TikTok"),
        ("The answers will be on Snapchat at six.", "Snapchat"),
        ("Get Telegram, it's free.", "Get Telegram"),
        ("Reddit has a great thread on Vikings, ask your questions there.", "Reddit"),
        ("Find us on YouTube, we post a new spelling every day.", "Find us on YouTube"),
    ],
)
def test_said_to_pupils(text, part):
    assert any(part in found for found in texts(text, "PB505", to=(PUPIL,)))
    assert texts(text, "PB505") == []  # nobody speaks of children here


def test_said_of_pupils_to_parents():
    assert texts("Ask your son to upload his film to YouTube and share the link.", "PB505") != []
    assert texts("Could the girls join the Instagram page for rehearsals?", "PB505") != []
    assert texts("Follow us on Facebook for news.", "PB505") == []
    assert texts("Photos of the children are on the school's Facebook page.", "PB505") == []
    assert texts("Please check your child's TikTok account settings.", "PB505") == []


@pytest.mark.parametrize(
    "text",
    [
        "Watch out for scams on WhatsApp.",
        "We will not be using YouTube in the quiz.",
        "Put the telegram prop in the box.",
        "Snap the sticks in half and play Snap at lunch.",
        "Ask your mum to look at facebook.com/HollybankPrimary for the date.",
        "Have you finished your poster about Snapchat?",
        "Finish it on ClassBoard, then play Times Tables Rock Stars.",
    ],
)
def test_what_points_nowhere(text):
    assert texts(text, "PB505", to=(PUPIL,)) == []


def test_one_finding_a_sentence_and_none_beside_the_phrases():
    (one,) = findings("post your dance on tiktok and tag me", "PB505", to=(PUPIL,))
    assert one.text == "post your dance on tiktok"


def test_pupils_and_parents_who_write_are_not_the_schools():
    text = "Join my Discord and bring the others"
    assert texts(text, "PB505", to=(PUPIL,), sender="kofi.okafor@pupils.hollybank.sch.example") == []
