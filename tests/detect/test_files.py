"""Files as things: lists, names of files, pictures, mixed-up files, what was not read."""

from dataclasses import replace

import pytest
from tests.clock import least_seconds

from msgguard.detect import files, pupil
from msgguard.detect.columns import column_kind
from msgguard.detect.listing import tables_in
from msgguard.detect.registry import Known
from msgguard.model import (
    Attachment,
    Channel,
    Confidence,
    Finding,
    Message,
    Origin,
    Party,
    Recipient,
    Section,
)
from msgguard.school.names import compile_names
from msgguard.school.profile import School
from msgguard.school.roster import Guardian, Pupil, Roster
from msgguard.text.view import build_view, text_part

GIVEN = ("Wren", "Otis", "Isla", "Noah", "Zoë", "Finn", "Mara")
ROSTER = Roster(
    pupils=tuple(Pupil(id=f"p{n}", given=given, family="Ashby") for n, given in enumerate(GIVEN)),
    guardians=(
        Guardian(id="g0", given="Jo", family="Ashby", emails=("jo@mail.test",), children=("p0",)),
        Guardian(id="g1", given="Al", family="Ashby", emails=("al@mail.test",), children=("p1", "p2")),
    ),
)
SCHOOL = School(domains=frozenset({"school.test"}))
KNOWN = Known(school=SCHOOL, roster=ROSTER, names=compile_names(ROSTER, SCHOOL))


def message(*attachments, body="", to=("x@else.test",), channel=Channel.EMAIL, subject="", no_publicity=()):
    return Message(
        id="m",
        channel=channel,
        sender=Party(address="a@school.test"),
        recipients=tuple(Recipient(party=Party(address=address)) for address in to),
        subject=subject,
        body=body,
        attachments=attachments,
        no_publicity=no_publicity,
    )


def refined(*args, known=KNOWN, **kwargs):
    view = build_view(message(*args, **kwargs))
    return files.refine(view, known, list(pupil.find(view, known)))


def codes(*args, **kwargs):
    return sorted({f.code for f in refined(*args, **kwargs) if f.code.startswith("AT")})


def named(*given):
    return "\n".join(f"{name} Ashby" for name in given)


def test_a_name_in_a_file_name_is_at802_and_no_named_pupil():
    found = refined(Attachment(name="Wren Ashby report.pdf", text="A good start."), to=("jo@mail.test",))
    assert [(f.code, f.text, f.about) for f in found] == [("AT802", "Wren Ashby report.pdf", ("p0",))]
    assert found[0].part == "name:Wren Ashby report.pdf"
    assert (found[0].start, found[0].end) == (0, len("Wren Ashby report.pdf"))
    assert found[0].origin is Origin.FILE_NAME


def test_a_container_is_named_once():
    inner = Attachment(name="Wren Ashby.zip/letter.txt", text="x")
    found = refined(Attachment(name="Wren Ashby.zip", text="", members=(inner,)), to=("jo@mail.test",))
    assert [f.text for f in found] == ["Wren Ashby.zip"]


def test_a_file_inside_a_file_is_looked_at_by_itself():
    inner = Attachment(
        name="box.zip/Otis Ashby.jpg", text="", sections=(Section(name="details", text="GPS 51.5 N"),)
    )
    found = refined(Attachment(name="box.zip", text="", members=(inner,)))
    assert [(f.code, f.text, dict(f.facts)) for f in found] == [("AT803", "Otis Ashby.jpg", {"place": "yes"})]
    assert found[0].part == "name:box.zip/Otis Ashby.jpg"
    assert found[0].start == len("box.zip/")


def test_a_picture_of_a_place_alone():
    assert codes(Attachment(name="IMG_1.jpg", text="GPS 51.5533 N 0.4498 W")) == ["AT803"]
    assert codes(Attachment(name="IMG_1.jpg", text="GPS: off")) == []
    assert codes(Attachment(name="walk.txt", text="GPS 51.5533 N 0.4498 W")) == []


@pytest.mark.parametrize(
    ("to", "name", "expected"),
    [
        (("jo@mail.test",), "Wren Ashby.pdf", ["AT802"]),
        (("jo@mail.test",), "Otis Ashby.pdf", ["AT802", "AT804"]),
        (("al@mail.test",), "Isla Ashby.pdf", ["AT802"]),
        (("al@mail.test", "jo@mail.test"), "Wren Ashby.pdf", ["AT802"]),
        (("jo@mail.test", "colleague@school.test"), "Otis Ashby.pdf", ["AT802", "AT804"]),
        (("colleague@school.test",), "Otis Ashby.pdf", ["AT802"]),
        (("jo@mail.test",), "trip letter.pdf", []),
    ],
)
def test_whose_file_to_whose_parent(to, name, expected):
    assert codes(Attachment(name=name, text="x"), to=to) == expected


def test_the_file_is_not_about_the_child_of_the_text():
    attachment = Attachment(name="Otis Ashby.pdf", text="x")
    assert "AT804" in codes(attachment, body="The file on Wren Ashby is attached.")
    assert "AT804" not in codes(attachment, body="The file on Otis Ashby is attached.")
    assert "AT804" not in codes(attachment, body="Files: " + named("Wren", "Isla", "Noah"))
    assert "AT804" not in codes(attachment, body="Wren Ashby", channel=Channel.POST)


def test_five_pupils_in_a_file_are_a_list():
    assert codes(Attachment(name="a.docx", text=named(*GIVEN[:4]))) == []
    (found,) = (f for f in refined(Attachment(name="a.docx", text=named(*GIVEN[:5]))) if f.code == "AT801")
    assert (found.text, found.part, found.start, found.facts["pupils"]) == ("a.docx", "file:a.docx", -1, "5")
    assert found.confidence is Confidence.HIGH
    prose = "A fine day. We saw " + ", ".join(GIVEN[:5]) + " on the hill."
    (found,) = (f for f in refined(Attachment(name="a.docx", text=prose)) if f.code == "AT801")
    assert found.confidence is Confidence.MEDIUM


def test_pupils_are_counted_over_all_sheets_and_hidden_ones_told():
    sheets = (
        Section(name="Clubs", text="Club\tDay"),
        Section(
            name="Med", text="Name\tDOB\n" + "\n".join(f"{g} Ashby\t1/2/2018" for g in GIVEN), hidden=True
        ),
    )
    found = [f for f in refined(Attachment(name="a.xlsx", text="", sections=sheets)) if f.code == "AT801"]
    assert [(f.part, f.facts) for f in found] == [("file:a.xlsx#Med", {"pupils": "7", "hidden": "yes"})]


def test_one_ambiguous_name_is_one_pupil():
    text = "Sam"
    view = build_view(message(Attachment(name="a.txt", text=text)))
    many = Finding(code="PN201", part="file:a.txt", start=0, end=3, text=text, about=tuple("abcdef"))
    assert [f.code for f in files.refine(view, KNOWN, [many])] == ["PN201"]


TABLE = "Name  DOB  SEN\nWren Ashby  1/2/2018  K\nOtis Ashby  2/2/2018  N\nIsla Ashby  3/3/2018  N"


def test_a_pasted_table_is_shown_by_its_header_wherever_it_stands():
    body = f"Zoë’s ﬁle:\n\n{TABLE}\n\nThanks"
    (found,) = (f for f in refined(body=body) if f.code == "AT801")
    assert found.text == "Name  DOB  SEN"
    assert body[found.start : found.end] == found.text


def test_a_list_is_shown_by_the_line_that_announces_it():
    body = "Free meals (FSM):\n" + "\n".join(f"- {given} Ashby, 4P" for given in GIVEN[:5])
    (found,) = (f for f in refined(body=body) if f.code == "AT801")
    assert found.text == "Free meals (FSM)"
    plain = "Team:\n" + named(*GIVEN[:5])
    assert codes(body=plain) == []


def test_a_run_of_pupils_with_data():
    body = "Coming: " + ", ".join(f"{given} Ashby (asthma inhaler)" for given in GIVEN[:5]) + "."
    assert codes(body=body) == ["AT801"]
    assert codes(body="Well done " + ", ".join(GIVEN[:6])) == []


def test_a_quoted_list_is_the_chains_matter():
    quoted = "\n".join("> " + line for line in TABLE.splitlines())
    assert codes(body="See below.\n\nOn Monday Jo wrote:\n" + quoted) == []


TABLES = [
    TABLE,
    TABLE.replace("  ", "\t"),
    TABLE.replace("  ", ","),
    "\n".join(f"| {line.replace('  ', ' | ')} |" for line in TABLE.splitlines()),
    TABLE.replace("  ", "\n\n").replace("\n", "\n\n"),
    "Name DOB SEN\nWren A 1/2/2018 K\nOtis A 2/2/2018 N\nIsla A 3/3/2018 N",
    "\n\n".join(f"Pupil: {g}\nDOB: 1/2/2018\nFSM: Y" for g in GIVEN),
    "Legal surname,Legal forename,Reg,UPN\nAshby,Wren,4P,X\nAshby,Otis,4P,Y\nAshby,Isla,4P,Z",
]
NO_TABLES = [
    "Name,DOB\nWren,1/2/2018\nOtis,2/2/2018",
    "Class,Pupils,SEN\n4P,29,6\n5D,30,4\n6B,28,3",
    "Name,Role,Email\nJo,Cook,a@b.c\nAl,TA,a@b.c\nDi,Office,a@b.c",
    "Name  DOB\nMr Low  1/2/1980\nMs Ray  1/2/1981\nMr Dee  1/2/1982",
    "Name:\nDOB:\nName:\nDOB:\nName:\nDOB:",
]


@pytest.mark.parametrize("text", TABLES)
def test_tables_in_every_form(text):
    tables = list(tables_in(text_part("body", text)))
    assert len(tables) == 1
    assert sum(bool(name) for name in tables[0].names) >= 3


@pytest.mark.parametrize("text", NO_TABLES)
def test_other_tables(text):
    assert not list(tables_in(text_part("body", text)))


def test_column_names():
    assert column_kind("d.o.b.") == "born"
    assert column_kind("pupil premium (pp)") == "need"
    assert column_kind("emergency contact 1") == "contact"
    assert column_kind("class teacher") == "adult"
    assert column_kind("http://irish-girl.example/") == column_kind("girl.example") == ""
    assert column_kind("we shall be glad to see you") == ""


def test_not_checked():
    inner = Attachment(name="a.zip/b.pdf", not_checked="it is locked with a password")
    view = build_view(
        message(
            Attachment(name="a.zip", text="", members=(inner,)),
            Attachment(name="scan.pdf", not_checked="it holds only pictures of pages, as a scan does"),
            Attachment(name="plain.pdf", text="x"),
            Attachment(name="named only.docx", note="only its name is known"),
            Attachment(name="sealed.p7m", note="only its name is known"),
            Attachment(name="photo.jpg", text=""),
        )
    )
    found = list(files.find(view, KNOWN))
    assert [(f.text, f.facts["reason"]) for f in found] == [
        ("a.zip", "it is locked with a password"),
        ("scan.pdf", "it holds only pictures of pages, as a scan does"),
        ("sealed.p7m", "it is encrypted"),
    ]


@pytest.mark.parametrize(
    "piece",
    ["name, dob\n", "name\n", "name: x\n", "name dob sen\n", "name\tdob\nx\ty\n", " | | |\n",
     "name: x\nfoo bar\n",
     "a - b / c\n", "wren ashby, ", "wren ashby\n"],
)  # fmt: skip
def test_linear_time(piece):
    def cost(times):
        view = build_view(message(body=piece * times))
        fake = [
            Finding(
                code="PN201",
                part="body",
                start=n * len(piece),
                end=n * len(piece) + 10,
                text="x",
                about=(f"p{n}",),
            )
            for n in range(times if piece.startswith("wren") else 0)
        ]
        return least_seconds(lambda: files.refine(view, KNOWN, fake))

    cost(500)
    assert cost(4_000) < 12 * max(cost(500), 0.004)


def test_a_picture_of_others_is_no_mixed_up_file():
    assert codes(Attachment(name="Otis Ashby on the hill.jpg", text=""), to=("jo@mail.test",)) == ["AT803"]


@pytest.mark.parametrize(
    "name",
    ["WrenAshby_plan.docx", "wren_ashby.pdf", "ashby, wren.xlsx", "CTF_312_ASHBY_WREN.xml",
     "wren-ashby(2).docx", "Plan for Wren.docx", "4P WrenAshbyReport.pdf", "plan+WrenAshby.pdf"],
)  # fmt: skip
def test_spellings_of_file_names(name):
    assert codes(Attachment(name=name, text="x"), to=("jo@mail.test",)) == ["AT802"]


@pytest.mark.parametrize(
    "name", ["Plan.docx", "4P spellings.pdf", "Ashby Road map.pdf", "Wrens of Britain.pptx"]
)
def test_file_names_of_nobody(name):
    assert codes(Attachment(name=name, text="x"), to=("jo@mail.test",)) == []


def test_a_file_that_repeats_the_text_is_still_about_the_child():
    attachment = Attachment(name="letter.docx", text="Otis Ashby\nWren Ashby\nMeeting about both.")
    assert codes(attachment, body="Otis Ashby and Wren Ashby", to=("jo@mail.test",)) == []
    alone = Attachment(name="letter.docx", text="Meeting about Otis Ashby.")
    assert codes(alone, body="Notes on Otis Ashby.", to=("jo@mail.test",)) == ["AT804"]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("wren_ashby_sunflower.jpg", ["AT803", "PN205"]),
        ("WrenAshby-award.pdf", ["AT802", "PN205"]),
        ("otis_ashby_sunflower.jpg", ["AT803"]),
        ("Sunflower.jpg", []),
    ],
)
def test_a_file_in_a_post_named_after_a_marked_pupil(name, found):
    sent = message(Attachment(name=name, text=""), channel=Channel.POST, no_publicity=("Wren Ashby",))
    view = build_view(sent)
    kept = files.refine(view, KNOWN, list(pupil.find(view, KNOWN)))
    assert sorted(f.code for f in kept if not f.excuse) == found


@pytest.mark.parametrize(
    ("name", "text", "parts"),
    [
        ("p.jpg", "Wren Ashby with cup", ["file:p.jpg"]),
        ("p.jpg", "Marigold Quince with cup", ["file:p.jpg"]),
        ("Marigold Quince.jpg", "", ["name:Marigold Quince.jpg"]),
        ("MarigoldQuince_cup.png", "", ["name:MarigoldQuince_cup.png"]),
        ("cup.jpg", "A marigold by Otis Ashby", []),
    ],
)
def test_a_marked_pupil_in_a_picture_stays(name, text, parts):
    marked = ("Wren Ashby", "Marigold Quince")
    sent = message(Attachment(name=name, text=text), channel=Channel.POST, no_publicity=marked)
    view = build_view(sent)
    kept = files.refine(view, KNOWN, list(pupil.find(view, KNOWN)))
    assert [f.part for f in kept if f.code == "PN205"] == parts


def test_a_marked_pupil_of_the_roster_in_a_picture_stays():
    roster = replace(
        ROSTER, pupils=(replace(ROSTER.pupils[0], flags=frozenset({"no-publicity"})), *ROSTER.pupils[1:])
    )
    known = Known(school=SCHOOL, roster=roster, names=compile_names(roster, SCHOOL))
    sent = message(Attachment(name="p.jpg", text="Wren Ashby with cup"), channel=Channel.POST)
    found = refined(*sent.attachments, channel=Channel.POST, known=known)
    assert sorted(f.code for f in found if not f.excuse) == ["AT803", "PN205"]


def test_a_file_that_is_surer_than_the_text_is_told():
    def said(part, pupils, confidence):
        return Finding(code="PN201", part=part, text="x", about=pupils, confidence=confidence)

    low, sure = Confidence.MEDIUM, Confidence.HIGH
    file = said("file:r.docx", ("p0",), sure)
    kept = [
        (said("body", ("p0",), sure), []),
        (said("subject", ("p0",), low), [file]),
        (said("body", ("p0", "p1"), sure), [file]),
        (said("body", ("p1",), sure), [file]),
    ]
    for body, rest in kept:
        assert files.without_repeats([body, file]) == [body, *rest]


def test_a_file_sent_by_mail_is_not_published():
    view = build_view(message(Attachment(name="wren_ashby.jpg", text=""), no_publicity=("Wren Ashby",)))
    assert [f.code for f in files.refine(view, KNOWN, list(pupil.find(view, KNOWN)))] == ["AT803"]


def test_a_file_that_names_whom_the_text_names_says_it_once():
    text, other = "Wren Ashby swam 25 m.", "Otis Ashby swam 25 m."
    for written, parts in ((text, ["body"]), (other, ["body", "file:award.docx"])):
        view = build_view(message(Attachment(name="award.docx", text=written), body="Well done Wren Ashby!"))
        kept = files.refine(view, KNOWN, list(pupil.find(view, KNOWN)))
        assert [f.part for f in kept if f.code == "PN201" and not f.excuse] == parts


def test_what_a_picture_holds_names_a_pupil_who_must_not_appear():
    picture = Attachment(name="p.jpg", text="Wren Ashby with cup")
    found = refined(picture, channel=Channel.POST, no_publicity=("Wren Ashby",), to=())
    assert {f.code for f in found} == {"AT803", "PN205"}


@pytest.mark.parametrize(("body", "kept"), [("Wren Ashby did well.", False), ("Something about Otis.", True)])
def test_a_file_repeats_only_what_the_text_says_as_surely(body, kept):
    found = refined(Attachment(name="note.txt", text="Wren Ashby was kind."), body=body)
    assert any(f.code == "PN201" and f.part.startswith("file:") for f in found) is kept


def test_a_vague_name_above_does_not_stand_for_the_sure_one_in_the_file():
    vague = Finding(code="PN201", part="body", start=0, end=4, text="Wren", about=("p0",),
                    confidence=Confidence.MEDIUM)  # fmt: skip
    sure = Finding(code="PN201", part="file:a.txt", start=0, end=10, text="Wren Ashby", about=("p0",))
    view = build_view(message(Attachment(name="a.txt", text="Wren Ashby"), body="Wren did well."))
    assert sure in files.refine(view, KNOWN, [vague, sure])
    assert sure not in files.refine(view, KNOWN, [replace(sure, part="body"), sure])
