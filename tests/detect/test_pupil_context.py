"""Names that are months, flowers, characters and players; matters told without their usual noun."""

import pytest
from tests.detect.hollybank import texts

OUTSIDE = ["bookings@anytowncoaches.example"]


@pytest.mark.parametrize(
    "text",
    [
        "May can't come soon enough.",
        "Roll on May, I say.",
        "May is when the boiler goes.",
        "Bring on May and the long evenings.",
        "We planted Hope roses along the fence.",
        "Amelia from the picture book is easy to dress up as.",
        "Zayn in the pirate story needs only a scarf.",
        "Reckon Zayn will take four wickets before tea.",
        "Cricket on, Zayn bowling like a dream.",
        "Kofi is on the telly tonight, second half.",
    ],
)
def test_months_flowers_characters_and_players(text):
    assert texts(text, "PN201", to=OUTSIDE) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Zayn took four wickets for the Year 5 team.", "Zayn"),
        ("May in 2H has lost her coat.", "May"),
        ("May's mum rang about the trip.", "May"),
        ("Amelia from the book club in 4P has lost her bag.", "Amelia"),
        ("Kofi was on the radio with the Year 1 choir.", "Kofi"),
        ("Zayn cried about Wimbledon; he says he has stopped eating.", "Zayn"),
        ("Zayn loves the World Cup but he hit two boys at lunch.", "Zayn"),
        ("Kofi watched the Grand Prix and was sick.", "Kofi"),
        ("Zayn told us about the test match, then he hid under the table.", "Zayn"),
        ("Dear Mrs Okafor, Zayn has a place at code club.", "Zayn"),
        ("Dear Mrs Okafor, Kofi was late.", "Okafor, Kofi"),
    ],
)
def test_pupils_in_the_same_talk(text, name):
    assert texts(text, "PN201", to=OUTSIDE) == [name]


def test_who_saw_a_pupil_on_the_telly_names_a_pupil():
    assert "Zayn" in texts("He'd seen Zayn on the telly, and Zayn has asthma.", "PN201", to=OUTSIDE)


@pytest.mark.parametrize(
    "text",
    [
        "Zayn cried about Wimbledon; he says he has stopped eating.",
        "Zayn loves the World Cup but he hit two boys at lunch.",
        "Zayn was shut in the quiet room for the whole of phonics.",
        "Live lice were found and the source seems to be Zayn's hair.",
        "It was traced back to Zayn.",
        "Zayn bit a lunchtime supervisor on Tuesday.",
        "Zayn kicked a member of staff.",
        "Zayn has got stuff going on at home.",
        "Zayn was held down by two adults.",
        "Zayn missed his break again.",
    ],
)
def test_a_private_matter_without_the_usual_noun(text):
    assert len(texts(text, "PN203", to=OUTSIDE)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "The source of the river was Zayn's best drawing.",
        "Zayn kicked a ball over the fence.",
        "Zayn shut the book in the quiet room.",
        "Zayn traced the map back to the sea.",
        "Zayn bit the apple.",
        "Zayn held the rope down by the pond.",
    ],
)
def test_the_same_words_of_something_else(text):
    assert texts(text, "PN203", to=OUTSIDE) == []


def test_a_chain_is_about_the_pupil_in_the_files_name():
    text = "FYI.\n\n> You should know that he bit a lunchtime supervisor on Tuesday.\n"
    files = [("Zayn_Ahmed-Cole_plan.docx", "Targets: safe hands.")]
    assert texts(text, "PN204", to=OUTSIDE, files=files) == ["bit a lunchtime supervisor"]
    assert texts(text, "PN204", to=OUTSIDE) == []


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("If you can't make it I'll film the moment on my phone and send it to you.", 0),
        ("I'll take some photos of the cups and send them round.", 0),
        ("We'll record the song and email you the clip.", 0),
        ("Send me a pic of you in your new kit.", 1),
        ("I'll video you in the shower if you like.", 1),
        ("I'll film it, you just dance for me in your bedroom.", 1),
        ("I can take a picture, just turn your camera on.", 1),
        ("I'll film the play and give you the clip.", 0),
        ("I'll film you, just send me a selfie first.", 1),
    ],
)
def test_whose_picture_is_asked_for(text, count):
    pupil = ["will.tanner@pupils.hollybank.sch.example"]
    assert len(texts(text, "PB509", to=pupil)) == count


def test_adults_among_themselves_are_no_pupils():
    text = "I've made a group for us so you needn't use your own phone book."
    assert texts(text, "PB505", to=["parent1@mail.example"]) == []
