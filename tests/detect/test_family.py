"""Private matters and whose they are; the chain; the wrong family; barred contacts; all staff."""

import pytest
from tests.clock import least_seconds
from tests.detect.hollybank import KNOWN, SETUP, excused, findings, message

from msgguard.detect.family import refine
from msgguard.detect.greeting import Greeting, greeted_by
from msgguard.detect.matter import matters_in
from msgguard.detect.people import people_of
from msgguard.detect.subject import whose
from msgguard.text.view import build_view, text_part

OKAFOR, TANNER, RENWICK = "parent1@mail.example", "parent5@mail.example", "parent4@mail.example"
STAFF = "allstaff@hollybank.sch.example"
COACHES = "bookings@anytowncoaches.example"


def told(text, code="PN203", **options):
    return [finding.text for finding in findings(text, code, **options)]


def about(text, **options):
    return [finding.about for finding in findings(text, "PN203", **options)]


@pytest.mark.parametrize(
    "matter",
    [
        "has asthma", "is coeliac", "was sent home for biting", "kicked Hope at break",
        "has been excluded",
        "is on a reduced timetable", "has missed 11 days", "owes £14.50 for lunches",
        "gets free school meals", "lives with his gran", "has lost his grandad", "still wets himself",
        "sees a counsellor",
        "can't read yet", "has an education, health and care plan", "was crying in the toilets",
        "is being bullied", "fell and broke his arm", "came in without breakfast",
    ],
)  # fmt: skip
def test_a_private_matter_said_of_a_pupil(matter):
    assert told(f"Zayn Ahmed-Cole {matter}.", to=[OKAFOR])


@pytest.mark.parametrize(
    "text",
    [
        "Zayn hit the post twice.", "Zayn kicked the winning goal.", "Zayn has a part in the play.",
        "Zayn is behind the curtain.", "Zayn has 100% attendance.", "Zayn's mum runs the cake stall.",
        "Zayn drew a heart.", "Zayn is in the red team.",
    ],
)  # fmt: skip
def test_words_that_are_no_matter(text):
    assert told(text, to=[OKAFOR]) == []


@pytest.mark.parametrize(
    ("text", "pupils"),
    [
        ("Kofi sits with Zayn Ahmed-Cole, who has asthma.", ("p6",)),
        ("Zayn is paired with Kofi on the coach. His mum is in prison.", ("p6", "p1")),
        ("Zayn can't come. He has been excluded.", ("p6",)),
        ("Zayn and Hope Fenwick have asthma.", ("p6", "p8")),
        ("Zayn Ahmed-Cole - asthma\nMay Lindqvist - fine", ("p6",)),
    ],
)
def test_whose_matter_it_is(text, pupils):
    (found,) = about(text, to=[COACHES])
    assert set(found) >= {pupils[0]}
    assert set(found) <= {*pupils, "p2"}


def test_the_subject_line_says_whom_the_text_means():
    assert about("He has been excluded for two days.", subject="Zayn Ahmed-Cole", to=[COACHES]) == [("p6",)]


def test_the_readers_own_child_is_no_finding():
    assert told("Hope plays with your son. Your son has asthma.", to=[TANNER]) == []


@pytest.mark.parametrize(
    "text",
    [
        "I have been off with a migraine. Zayn says hello.",
        "Zayn has a place. Mrs Brook is off sick.",
        "Zayn has a place. Children with asthma need a letter.",
        "Asthma week is in May. Zayn made a poster.",
        "Zayn plays the patient with the broken leg in the play.",
        'Zayn is reading "My Friend Has Autism" at home.',
        "If Zayn is ill, ring us.",
    ],
)
def test_what_is_nobodys_matter(text):
    assert told(text, to=[OKAFOR]) == []


def test_without_a_name_nothing_is_a_matter():
    assert told("He has asthma and his mum is in prison.", to=[COACHES]) == []


def test_a_post_may_tell_of_one_family_without_a_name():
    text = "Had the mum who emailed four times about a spelling test."
    assert told(text, channel="post", post="personal")
    assert told("Thank you to every mum who emailed.", channel="post", post="personal") == []


def test_a_colleagues_discipline_in_a_post():
    assert told("Our cook got a final written warning.", channel="post", post="personal")
    assert told("I've been given a final written warning.", channel="post", post="personal") == []


def test_one_finding_a_passage_and_pupil():
    text = "Zayn has asthma. He has also been excluded. Hope Fenwick is coeliac."
    assert about(text, to=[COACHES]) == [("p6",), ("p8",)]


def test_child_protection_says_it_all():
    text = "Zayn is on a child protection plan and his mum is in prison."
    assert told(text, "PN207", to=[COACHES])
    assert told(text, "PN203", to=[COACHES]) == []


def test_offsets_cut_out_the_text():
    text = "Dear Mrs Okafor,\né… Zayn’s got asthma."
    for finding in findings(text, "PN20", to=[OKAFOR]):
        assert text[finding.start : finding.end] == finding.text


def test_the_chain_is_one_finding_a_sentence():
    text = "See below.\n\n> Zayn Ahmed-Cole has asthma and owes £12 for lunches.\n> May Lindqvist is fine.\n"
    found = findings(text, "PN204", to=[COACHES])
    assert [f.facts["inner"] for f in found] == ["PN203", "PN201"]
    assert told(text, "PN203", to=[COACHES]) == []


@pytest.mark.parametrize(
    ("text", "people", "titled"),
    [
        ("Dear Mr & Mrs Gill,", (("gill",),), True),
        ("Hi Debbie and Tom, thanks", (("debbie",), ("tom",)), False),
        ("Hello Mrs B\nthe", (("b",),), True),
        ("Debbie,\nyes", (("debbie",),), False),
        ("Dear all,", (), False),
        ("Dear parents and carers,", (), False),
        ("Good morning Ms O'Hare - a note", (("ohare",),), True),
        ("The hall is free.", (), False),
    ],
)
def test_who_is_greeted(text, people, titled):
    assert greeted_by(text_part("body", text)) == Greeting(people, titled)


@pytest.mark.parametrize("greeting", ["Dear Mrs Tanner", "Hi Louise", "Louise", "Hello Louise and Grant"])
def test_another_family_is_greeted(greeting):
    assert findings(f"{greeting},\nWill has choir on Monday.", "RC702", to=[OKAFOR])
    assert findings(f"{greeting},\nWill has choir on Monday.", "RC702", to=[TANNER]) == []


def test_the_greeted_familys_matter_is_theirs_though_nobody_is_named():
    assert about("Dear Mrs Tanner,\nHis attendance is down to 84%.", to=[OKAFOR]) == [("p4",)]


def test_a_pupil_in_the_subject_and_none_of_the_readers():
    text = "Dear Mrs Okafor, Hope has 14 unauthorised sessions."
    assert findings(text, "RC702", subject="Hope Fenwick: attendance", to=[OKAFOR])
    assert findings(text + " Amelia has none.", "RC702", subject="Hope Fenwick", to=[OKAFOR]) == []


def test_a_barred_contact_is_told_once_and_of_the_address_first():
    text = "Dear Paul, they are at 14 Quarry Lane, Anytown ZZ99 4QL. Chloë's new number is 07700 900654."
    (found,) = findings(text, "RC703", to=[RENWICK])
    assert found.text.startswith("14 Quarry Lane")
    assert findings("Dear Paul, is 07700 900104 still right?", "RC703", to=[RENWICK]) == []
    assert findings("Dear Paul, Sarah will be at the gate.", "RC703", to=[RENWICK])
    assert findings("Dear Paul, term ends on Friday.", "RC703", to=[RENWICK]) == []


def test_all_staff_and_a_matter_in_text_chain_or_file():
    matter = "Zayn Ahmed-Cole has asthma."
    assert findings(matter, "RC706", to=[STAFF])
    assert findings(f"See below.\n\n> {matter}\n", "RC706", to=[STAFF])
    assert findings("Attached.", "RC706", to=[STAFF], files=[("a.txt", matter)])
    names = "Amelia Okafor, Kofi Okafor, Chloë Marsden, Will Tanner, May Lindqvist"
    listed = "\n".join(f"{name}\tasthma" for name in names.split(", "))
    assert findings("Attached.", "RC706", to=[STAFF], files=[("a.txt", listed)])
    assert findings("Attached.", "PN203", to=[STAFF], files=[("a.txt", listed)]) == []
    assert findings("Asthma week.", "RC706", to=[STAFF]) == []


@pytest.mark.parametrize(
    ("name", "text", "count"),
    [
        ("behaviour-log-zayn-ahmed-cole.docx", "12 Nov: was excluded for two days.", 1),
        ("Zayn Ahmed-Cole report.docx", "Diagnosed with asthma in March.", 1),
        ("ZaynAhmed-Cole.txt", "Was sent home for biting.", 1),
        ("log zayn ahmed-cole.docx", "Has been excluded.\n\nAttendance stands at 71%.", 1),
        ("Zayn Ahmed-Cole.docx", "Pupils may be excluded for two days under the policy.", 0),
        ("Zayn Ahmed-Cole.docx", "Swam 25 metres on Friday.", 0),
        ("behaviour-log.docx", "12 Nov: was excluded for two days.", 0),
        ("plan.docx", "Asthma training is on Monday.", 0),
    ],
)
def test_a_matter_in_a_file_is_that_of_the_pupil_in_its_name(name, text, count):
    found = findings("Please see attached.", "PN203", to=[COACHES], files=[(name, text)])
    (zayn,) = findings("Zayn Ahmed-Cole.", "PN201", to=[COACHES])
    assert [f.about for f in found] == [zayn.about] * count
    assert all(f.part == f"file:{name}" for f in found)


def test_what_was_ruled_out_says_why():
    said = {f.excuse for f in excused("Zayn has a place. Mrs Brook has asthma.", "PN203", to=[OKAFOR])}
    assert "is_of_staff" in said


@pytest.mark.parametrize(
    "unit",
    [
        "asthma ", "Zayn has asthma. ", "mum ", "mum is in prison ", "dear ", "the Okafors ", "Mrs Tanner ",
        "he she ", "attendance 8", "off for ", "kicked ", '"asthma ', "one of our ", "Zayn and ", "£1 ",
    ],
)  # fmt: skip
def test_cost_is_linear(unit):
    def cost(length):
        part_view = build_view(message("Zayn Ahmed-Cole. " + (unit * length)[:length], to=[OKAFOR]))
        found = [f for d in SETUP.detectors if d.name == "pupil" for f in d.find(part_view, KNOWN)]
        return least_seconds(lambda: refine(part_view, KNOWN, list(found)), runs=2)

    short, long = cost(8_192), cost(65_536)
    assert long < 12 * short + 0.01


def test_the_nearest_person_before_counts():
    view = build_view(message("Zayn met May Lindqvist. His dad is ill. Mrs Brook is ill.", to=[OKAFOR]))
    found = [f for d in SETUP.detectors if d.name == "pupil" for f in d.find(view, KNOWN)]
    people = people_of(view, KNOWN, found)
    text = view.body.folded
    assert whose(view.body, text.index("ill"), text.index("ill") + 3, people, sure=True).how == "kin"
    last = text.rindex("ill")
    assert whose(view.body, last, last + 3, people, sure=True).excuse == "is_of_staff"


def test_an_acronym_is_no_dish():
    words = KNOWN.words
    assert matters_in(text_part("body", "a referral to MASH"), words)
    assert matters_in(text_part("body", "sausages and mash"), words) == []
