"""Named pupils by the roster of the second fictional school, and by the text alone without one."""

from pathlib import Path

import pytest
from tests.clock import least_seconds

from msgguard.detect import identifiable, pupil
from msgguard.detect.namemodel import name_model
from msgguard.detect.registry import Known
from msgguard.engine import check
from msgguard.evaluate import evaluate, read_corpus
from msgguard.model import Attachment, Channel, Message, Origin, Party, PostKind, Recipient
from msgguard.school.names import compile_names
from msgguard.school.roster import Roster
from msgguard.setup import load_setup
from msgguard.text.view import build_view

CORPORA = Path(__file__).resolve().parents[2] / "corpora"
TODAY = __import__("datetime").date(2026, 11, 1)


@pytest.fixture(scope="module")
def setup():
    return load_setup(CORPORA / "second-school" / "msgguard.toml")


def message(text, *, to="info@hostel.example", channel=Channel.EMAIL, post=None, subject="", **more):
    return Message(
        id="m",
        channel=channel,
        post=post,
        sender=Party(address="m.quick@penhallow.sch.example"),
        recipients=(Recipient(party=Party(address=to)),) if channel is Channel.EMAIL else (),
        subject=subject,
        body=text,
        **more,
    )


def found(text, known, code="PN201", **more):
    findings = pupil.find(build_view(message(text, **more)), known)
    return [f.text for f in findings if f.code == code and not f.excuse]


FULL = [
    "Thandiwe Ndlovu",
    "Ewan McAllister",
    "Isla MacKenzie",
    "Ibrahim Al-Hashimi",
    "Seán Ó Briain",
    "Aoibhe O'Keeffe",
    "Min-jun Park",
    "Duc Nguyen Van",
    "Persephone Whitlock-Jones",
    "Mary-Kate Donnelly",
    "Lucian Ionescu",
    "Aleksander Kowalczyk",
    "Folasade Bankole",
    "Demelza Nancarrow",
]


@pytest.mark.parametrize("name", FULL)
@pytest.mark.parametrize(
    "form", [str, str.upper, str.lower, str.title], ids=["as is", "capitals", "lower case", "title case"]
)
@pytest.mark.parametrize(
    "frame",
    [
        "We have asked {} to open the door.",
        "{}",
        "1. {}\n2. nobody",
        "Seats: {}, and two more.",
        "({})",
        "The coat is {}'s.",
    ],
)
def test_full_names(setup, name, form, frame):
    text = frame.format(form(name))
    assert found(text, setup.known), text


@pytest.mark.parametrize(
    ("written", "who"),
    [
        ("Thandiwe Ndlovo", "p12"),
        ("Thandwe Ndlovu", "p12"),
        ("Ewan Macallister", "p10"),
        ("Ewan McAlister", "p10"),
        ("Isla Mackenzie", "p11"),
        ("Isla McKenzie", "p11"),
        ("Ibrahim Hashimi", "p21"),
        ("Ibrahim el-Hashimi", "p21"),
        ("Sean O Briain", "p23"),
        ("Sean O'Briain", "p23"),
        ("Aoibhe OKeeffe", "p24"),
        ("Aoibhe O'Keefe", "p24"),
        ("Minjun Park", "p25"),
        ("Min Jun Park", "p25"),
        ("Duc Nguyen", "p26"),
        ("Persephone Whitlock", "p37"),
        ("Persephone Jones", "p37"),
        ("Persephone Whitlock Jones", "p37"),
        ("Mary Kate Donnelly", "p41"),
        ("Marykate Donnelly", "p41"),
        ("Lucian Ionesku", "p34"),
        ("Olek Kowalczyk", "p13"),
        ("Aleks Kowalczyk", "p13"),
        ("Sade Bankole", "p35"),
        ("Mo Chaudhry", "p5"),
        ("Mohamed Chaudhry", "p5"),
        ("Florrie Bray", "p18"),
        ("Nancarrow, Demelza", "p1"),
        ("NANCARROW Demelza", "p1"),
        ("Nancarrow\tDemelza", "p1"),
        ("Demelza N", "p1"),
        ("Demelza N.", "p1"),
        ("D Nancarrow", "p1"),
        ("D. Nancarrow", "p1"),
        ("Persephone W-J", "p37"),
        ("Demelza Rose Nancarrow", "p1"),
        ("demelza_nancarrow", "p1"),
        ("Demelza  Nancarrow", "p1"),
        ("Demelza-Nancarrow", "p1"),
        ("#demelzanancarrow", "p1"),
        ("#DemelzaNancarrow", "p1"),
        ("#TeamThandiwe", "p12"),
        ("#welldonelowenna", "p17"),
        ("Ｄｅｍｅｌｚａ Nancarrow", "p1"),
        ("Demelza\u00a0Nancarrow", "p1"),
        ("Dem\u00adelza Nancarrow", "p1"),
    ],
)
def test_spellings(setup, written, who):
    findings = pupil.find(build_view(message(f"We have asked for {written} again.")), setup.known)
    assert who in {one for f in findings if f.code == "PN201" and not f.excuse for one in f.about}, written


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Tegen's mum will bring it.", ["Tegen"]),
        ("I sat with Austin because he was upset.", ["Austin"]),
        ("Well done to Ruby and Robin!", ["Ruby", "Robin"]),
        ("Joy was late, she missed the bus.", ["Joy"]),
        ("Savannah in 9K has the key.", ["Savannah"]),
        ("Chester's reading is coming on.", ["Chester"]),
        ("Amber, Kit and Bodhi are in my group.", ["Amber", "Kit", "Bodhi"]),
        ("the pupil is Sunny", ["Sunny"]),
        ("Group 2: Noor, Maja, Lowenna", ["Noor", "Maja", "Lowenna"]),
        ("the Nancarrow children were late", ["Nancarrow children"]),
        ("lowenna left her kit here, she can have it after lunch", ["lowenna"]),
        ("Happy birthday Kerensa!", ["Kerensa"]),
        ("Could you ask Tegen to see me about her homework?", ["Tegen"]),
        ("It was Jasper who pushed her in the playground.", ["Jasper"]),
        ("Maja: 14/20", ["Maja"]),
        ("Harleen - 92% attendance", ["Harleen"]),
    ],
)
def test_given_names_in_context(setup, text, names):
    assert set(names) <= set(found(text, setup.known)), text


@pytest.mark.parametrize(
    "text",
    [
        "Joy to the world.",
        "It was a joy to see you.",
        "Hope to see you soon.",
        "Sunny spells are forecast.",
        "Amber warning for wind.",
        "The ruby wedding is in May.",
        "Kit must be named.",
        "PE kit is needed.",
        "The robin is back.",
        "A day at the zoo.",
        "Day one is free.",
        "Chester Zoo is booked.",
        "Austin Road is closed.",
        "Robin Hood is the play.",
        "Florence Nightingale is our topic.",
        "We fly from Florence to Rome.",
        "in Austin, Texas",
        "Mr Day is away.",
        "Mrs Stone has the keys.",
        "Miss Park and Mr Knight cover.",
        "Robin Carter will deliver the wood.",
        "Ruby Wax was on the radio.",
        "Thanks,\nDawn",
        "Kind regards\nMarcus",
        "Marcus has the list.",
        "Rosa will lead.",
        "Henry the Eighth",
        "Harry Potter",
        "by Mary Shelley",
        "Amber traffic lights",
        "swift reply",
        "grey stone wall",
        "knight school",
        "Write to ruby.day@students.penhallow.sch.example",
        "https://example.org/robin-swift",
        "The isla verde ferry",
        "Chester Road, Austin Street and Robin Lane are closed.",
        "joy and peace",
        "an amber light",
        "Florence Road",
        "The Savannah Hotel",
        "jasper is a stone",
        "Noor Inayat Khan",
        "Dear Joy,\nthe invoice is attached.",
    ],
)
def test_left_alone(setup, text):
    assert not found(text, setup.known), text


def test_shared_names_prefer_class_family_reader(setup):
    def about(text, **more):
        findings = pupil.find(build_view(message(text, **more)), setup.known)
        return [f.about for f in findings if f.code == "PN201" and not f.excuse]

    assert about("Alfie in 9K has lost his coat.") == [("p39",)]
    assert about("Alfie in 7A has lost his coat.") == [("p38",)]
    assert about("We found Alfie's coat.", to="parent39@mail.example") == [("p39",)]
    assert about("We found Alfie's coat.") == [("p38", "p39")]


def test_own_family_is_silent_and_others_are_not(setup):
    report = check(
        message("Kerensa is fine, she sat with Tegen.", to="parent7@mail.example"), setup, today=TODAY
    )
    assert [w.finding.text for w in report.warnings if w.finding.code == "PN201"] == ["Tegen"]


def test_chain_and_text(setup):
    text = "Tegen may come.\n\n> Tegen and Kerensa's mum have asked.\n"
    assert found(text, setup.known, "PN201") == ["Tegen"]
    assert found(text, setup.known, "PN204") == ["Kerensa"]


def test_no_publicity_and_consent(setup):
    post = {"channel": Channel.POST, "post": PostKind.OFFICIAL}
    assert found("Sunny Sandhu won!", setup.known, "PN205", **post) == ["Sunny Sandhu"]
    assert not found("Sunny Sandhu won!", setup.known, "PN205")
    facts = [
        f.facts.get("consent")
        for text in ("Joy in 8T won!", "Joy Pemberton won!", "Kerensa Tregear won!")
        for f in pupil.find(build_view(message(text, **post)), setup.known)
        if f.code == "PN201"
    ]
    assert facts == ["yes", None, "yes"]


@pytest.mark.parametrize(
    ("text", "marked", "texts"),
    [
        ("Tegen scored twice!", ["Tegen Nance"], []),
        ("Kerensa Tregear won!", ["Kerensa Tregear"], ["Kerensa Tregear"]),
        ("kerensa won, what a star", ["Kerensa Tregear"], ["kerensa"]),
        ("#kerensatregear #ourstar", ["Tregear, Kerensa", "Kerensa Tregear"], ["kerensatregear"]),
        ("Kerensa Tregear won!", ["Joy Pemberton"], []),
        ("Kerensa won!", [], []),
        ("Well done Marigold Quince, our new starter", ["Marigold  Quince"], ["Marigold Quince"]),
        ("The marigolds are out.", ["Marigold Quince"], []),
    ],
)
def test_no_publicity_by_the_message_itself(setup, text, marked, texts):
    post = {"channel": Channel.POST, "post": PostKind.OFFICIAL, "no_publicity": tuple(marked)}
    assert found(text, setup.known, "PN205", **post) == texts
    assert not found(text, setup.known, "PN205", no_publicity=tuple(marked))


@pytest.mark.parametrize(
    ("text", "marked", "texts"),
    [
        ("Well done Marigold\nQuince!", "Marigold Quince", ["Marigold\nQuince"]),
        ("Well done Marigold  Quince!", "Marigold Quince", ["Marigold  Quince"]),
        ("Proud of you #MarigoldQuince", "Marigold Quince", ["MarigoldQuince"]),
        ("Go #TeamMarigoldQuince", "Marigold Quince", ["TeamMarigoldQuince"]),
        ("Cake by Zoe O’Hare", "Zoe O'Hare", ["Zoe O’Hare"]),
        ("Zoë O'Hare's cake", "Zoe O’Hare", ["Zoë O'Hare's"]),
        ("Well done Marigold Quince", "Quince, Marigold", ["Marigold Quince"]),
        ("Winner: Quince, Marigold", "Marigold Quince", ["Quince, Marigold"]),
        ("A marigold is nice", "Marigold", []),
        ("We thank Marigold for it", "Marigold", ["Marigold"]),
        ("Marigold, quince and rose grow here", "Marigold Quince", []),
        ("We planted a marigold. Quince jam followed all the same.", "Rose Quince", []),
        ("#albotross", "Al Bo", []),
    ],
)
def test_a_marked_name_however_it_is_dressed(setup, text, marked, texts):
    post = {"channel": Channel.POST, "post": PostKind.OFFICIAL, "no_publicity": (marked,)}
    assert found(text, setup.known, "PN205", **post) == texts


def test_a_marked_single_word_is_less_sure_at_the_beginning(setup):
    post = {"channel": Channel.POST, "post": PostKind.OFFICIAL, "no_publicity": ("Marigold",)}
    for text, sure in (("Marigold is nice", "MEDIUM"), ("Marigold is nice. Hug Marigold!", "HIGH")):
        view = build_view(message(text, **post))
        assert [f.confidence.name for f in pupil.find_unpublished(view, setup.known)] == [sure]


def test_many_marked_names_cost_no_more_than_the_text(setup):
    names = tuple(f"Marigold Quince{n}" for n in range(50))
    post = {"channel": Channel.POST, "post": PostKind.GROUP, "no_publicity": names}
    for unit in ("marigold ", "#marigoldquince", "#a ", "marigold\n \n"):
        views = [build_view(message(unit * (size // len(unit)), **post)) for size in (4_000, 32_000)]
        short, long = (
            least_seconds(lambda view=view: list(pupil.find_unpublished(view, setup.known))) for view in views
        )
        assert long < max(short, 0.000_5) * 16


def test_a_mark_with_the_message_overrides_consent(setup):
    marked = message(
        "Kerensa Tregear won!",
        channel=Channel.POST,
        post=PostKind.OFFICIAL,
        no_publicity=("Kerensa Tregear",),
    )
    named = [f for f in pupil.find(build_view(marked), setup.known) if not f.excuse]
    assert [(f.code, f.facts.get("consent")) for f in named] == [("PN201", None), ("PN205", None)]


def test_without_a_roster_a_marked_name_is_read_as_written(strangers):
    post = {"channel": Channel.POST, "post": PostKind.GROUP, "no_publicity": ("Kerensa Tregear",)}
    assert found("Thank you KERENSA TREGEAR for the cake!", strangers, "PN205", **post)
    assert not found("Thank you Kerensa Tregears of this world!", strangers, "PN205", **post)


def test_attachments_and_offsets(setup):
    attachments = (Attachment(name="plan.csv", text="Seat,Name\n1,Łowenna Bray\n2,Kit Hosking"),)
    view = build_view(message("Grüße: Demelza Nancarrow!", attachments=attachments))
    hits = [f for f in pupil.find(view, setup.known) if not f.excuse]
    for f in hits:
        source = view.message.body if f.part == "body" else attachments[0].text
        assert source[f.start : f.end] == f.text
    assert {f.origin for f in hits} == {Origin.AUTHORED, Origin.ATTACHMENT}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("J.N. (9K) is late.", ["J.N. (9K)"]),
        ("Ask TN in 9K.", ["TN in 9K"]),
        ("9K: TN", ["9K: TN"]),
        ("P.W-J. from 8T", ["P.W-J. from 8T"]),
        ("the boy in 8T with the hearing aid", ["the boy in 8T with the hearing aid"]),
        ("the only girl in 10B who sails", ["the only girl in 10B who sails"]),
        ("a boy in Year 8 who came from Mariupol", ["a boy in Year 8 who came from Mariupol"]),
        ("the twins in Year 7", ["the twins in Year 7"]),
        ("our wee lass in 9K with the walking frame", ["our wee lass in 9K with the walking frame"]),
        ("PE (9K) is off.", []),
        ("ZQ (9K) is off.", []),
        ("Children in Year 7 with a form", []),
        ("any boy in 8T who wants to", []),
        ("8T and 9K swap rooms", []),
        ("the girls in 10B won", []),
        ("every child in 7A", []),
        ("No pupil in 8T", []),
        ("a student in Year 9 has asked", []),
        ("the class in 8T with the most points", []),
    ],
)
def test_identifiable(setup, text, names):
    assert found(text, setup.known, "PN202") == names


def test_second_school_is_as_good_as_the_first(setup):
    result = evaluate(
        read_corpus(CORPORA / "second-school" / "messages.jsonl"),
        setup,
        codes=("PN201", "PN202", "PN204", "PN205"),
        today=TODAY,
    )
    assert result.tally("PN201").f1 >= 0.93
    assert result.tally("PN202").f1 >= 0.9
    assert result.alarmed / result.clean <= 0.06


@pytest.fixture(scope="module")
def strangers(setup):
    school = setup.known.school
    return Known(school=school, roster=None, words=setup.known.words, names=compile_names(None, school))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Jayden in Year 4 has lost his coat.", "Jayden"),
        ("Aisha's mum rang the office about her reading.", "Aisha"),
        ("My pupil Tom Evans needs a new reading record.", "Tom Evans"),
        ("Well done to Ellie-Mae and Kai for their brilliant maths!", "Kai"),
        ("Harrison was sick after lunch so please send spare clothes for him.", "Harrison"),
        ("Behaviour log: Kieran threw a pencil at Jodie in the classroom.", "Kieran"),
        ("Zofia Kaminska (5B) is allergic to nuts.", "Zofia Kaminska"),
    ],
)
def test_without_a_roster(strangers, text, name):
    assert name in found(text, strangers)


@pytest.mark.parametrize(
    "text",
    [
        "Mr Ahmed will run the chess club.",
        "Will you be there?",
        "May half term",
        "Dear Angela,\nthank you.",
        "The coach to Chester leaves at nine.",
        "Kind regards\nHelen",
        "by Julia Donaldson",
        "Hope to see you all.",
        "Marcus has the list.",
        "The Victoria Museum is booked.",
        "Summer uniform from Monday.",
        "Her mum Sharon works nights.",
    ],
)
def test_left_alone_without_a_roster(strangers, text):
    assert not found(text, strangers)


def test_the_model_is_small_and_whole():
    model = name_model()
    assert {"person", "pupil"} <= model.heads.keys()
    assert model.is_in("given_common", "olivia")
    assert model.is_in("word", "grace")
    assert not model.is_in("given", "xqzzv")
    file = Path(pupil.__file__).parent / "models" / "names.json"
    assert file.stat().st_size < 1_500_000


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "A ",
        "demelza ",
        "Demelza ",
        "Demelza, ",
        "D.N. ",
        "DN (7A) ",
        "boy in 8t ",
        "Joy and ",
        "#joy",
        "a-",
        "'",
        ".",
        "0",
        " ",
        "\n",
        "@",
        "ndlovu ",
        "Nancarrow,",
        "the boy with ",
        "Dear Joy\n",
        "Thandiwe Thandiwe ",
    ],
)
@pytest.mark.parametrize("who", ["roster", "strangers"])
def test_linear(setup, strangers, piece, who):
    known = setup.known if who == "roster" else strangers
    known.names and name_model()

    def cost(size):
        view = build_view(message((piece * (size // len(piece) + 1))[:size]))
        view.body.words
        return least_seconds(lambda: list(pupil.find(view, known)))

    small, large = cost(8_000), cost(64_000)
    assert large < max(12 * small, 0.02), (small, large)


def test_year_words():
    assert identifiable.year_of("year four") == "y4"
    assert identifiable.year_of("yr 10") == "y10"
    assert identifiable.year_of("reception") == "yr"


def test_empty_roster_is_no_roster(setup):
    school = setup.known.school
    known = Known(
        school=school, roster=Roster(), words=setup.known.words, names=compile_names(Roster(), school)
    )
    assert found("Jayden in Year 4 has lost his coat.", known) == ["Jayden"]
