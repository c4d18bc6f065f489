"""Schools' own exports: layouts of SIMS, Arbor, Bromcom, ScholarPack; encodings, delimiters, workbooks."""

import codecs

import pytest
from tests.school.rosters import DATA, bring_in, guardians, notes, pupils, xlsx

from msgguard.errors import RosterError
from msgguard.school.readers.columns import find_layout
from msgguard.school.readers.person import Draft
from msgguard.school.readers.table import read_table


@pytest.fixture(scope="module")
def sims():
    return bring_in("sims-contacts.csv")


def test_title_above_and_repeated_names(sims):
    theo = pupils(sims)["002101"]
    assert (theo.given, theo.family, theo.classes, theo.year) == ("Theo", "Jarvis", ("3L",), "3")
    assert theo.variants == (("Theodore", "Jarvis"),)
    assert (theo.born, theo.upn) == ("2018-02-08", "A999456789012")
    assert len(sims.roster.pupils) == 3


def test_a_mother_of_two_is_one_person(sims):
    helen = guardians(sims)["Helen Jarvis"]
    assert (helen.title, helen.children) == ("Mrs", ("002101", "002102"))


def test_lives_with_pupil_tells_two_homes(sims):
    people = guardians(sims)
    assert sims.roster.lives_apart(people["Helen Jarvis"], people["Simon Jarvis"])
    assert people["Helen Jarvis"].household == pupils(sims)["002101"].household


def test_a_court_order_is_said_and_not_guessed(sims):
    assert notes(sims, "court-order")[0].place.line == 5
    assert guardians(sims)["Simon Jarvis"].restricted == ()


def test_a_childminder_is_no_guardian(sims):
    assert "Paula Minder" not in guardians(sims)
    assert notes(sims, "no-guardian")[0].place.line == 6


def test_a_nought_that_the_spreadsheet_ate(sims):
    assert sims.roster.guardian_at("07700 900163").family == "O'Brien"


def test_numbered_blocks_and_semicolons():
    outcome = bring_in("arbor-blocks.csv")
    assert [g.children for g in outcome.roster.guardians] == [("81",), ("81",), ("82",)]
    assert guardians(outcome)["Mair Vaughan"].phones == ("07700900172", "01632960172")
    assert pupils(outcome)["82"].given == "Id"
    assert pupils(outcome)["82"].classes == ("9B",)


def test_full_names_in_one_column_and_tabs():
    outcome = bring_in("bromcom-names.csv")
    rufus, ines = outcome.roster.pupils
    assert (rufus.given, rufus.middle, rufus.family) == ("Rufus", "James", "Hale")
    assert (ines.given, ines.family) == ("Inês", "de Souza")
    assert rufus.email == "rufus.hale@pupils.oakmere.sch.example"
    assert guardians(outcome)["Dina Hale"].title == "Mrs"
    assert guardians(outcome)["Ana de Souza"].children == (ines.id,)


def test_repeated_and_blank_pupils():
    outcome = bring_in("scholarpack-repeat.csv")
    assert [p.given for p in outcome.roster.pupils] == ["Poppy", "Ravi"]
    poppy, ravi = (p.id for p in outcome.roster.pupils)
    assert [g.children for g in outcome.roster.guardians] == [(poppy,), (poppy,), (ravi,), (ravi,)]
    assert notes(outcome, "skipped")[0].place.line == 6  # "Total: 2"


def test_an_address_beside_a_name_is_not_guessed():
    outcome = bring_in("flat.csv")
    assert [p.email for p in outcome.roster.pupils] == [
        "otto.lang@pupils.oakmere.sch.example",
        "",
        "ada.lang@pupils.oakmere.sch.example",
    ]
    assert "1 of 3 addresses" in notes(outcome, "column")[0].what


def test_a_map_file_names_foreign_columns():
    outcome = bring_in("mapped.csv", map_file=DATA / "mapped.toml")
    assert outcome.roster.pupils[0].consents == {"website:photo"}
    assert guardians(outcome)["Eva Jansen"].children == (outcome.roster.pupils[0].id,)


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ('[columns]\n"A" = "pupil.given"\n"B" = "pupil.shoe"\n', 3, "is no field"),
        ('[column]\n"A" = "pupil.given"\n', 1, "unknown key"),
        ('[relations]\nGran = "maybe"\n', 2, "guardian"),
        ("[columns\n", 1, "TOML"),
    ],
)
def test_a_wrong_map_file_is_told_with_its_line(tmp_path, text, line, what):
    path = tmp_path / "map.toml"
    path.write_text(text)
    with pytest.raises(RosterError, match=what) as caught:
        bring_in("mapped.csv", map_file=path)
    assert caught.value.problems[0].line == line


def test_relations_of_the_map_have_the_first_word(tmp_path):
    path = tmp_path / "map.toml"
    path.write_text('[relations]\nChildminder = "guardian"\nFather = "no guardian"\n')
    people = guardians(bring_in("sims-contacts.csv", map_file=path))
    assert "Paula Minder" in people
    assert "Simon Jarvis" not in people


CSV = (
    "Forename,Surname,Class,Parent Email\nZoë,Núñez,2B,r.nunez@mail.example\nAsa,Lind,2B,lind@mail.example\n"
)


@pytest.mark.parametrize(
    "data",
    [
        CSV.encode(),
        codecs.BOM_UTF8 + CSV.encode(),
        CSV.encode("utf-16"),
        CSV.encode("utf-16-le"),
        CSV.encode("utf-16-be"),
        CSV.encode("cp1252"),
        CSV.replace("\n", "\r\n").encode(),
        CSV.replace("\n", "\r").encode(),
        CSV.replace(",", ";").encode(),
        ("sep=;\r\n" + CSV.replace(",", ";")).encode("cp1252"),
        CSV.replace(",", "\t").encode("utf-16"),
        ("Class list 2B\n\nPrinted 1 September 2026\n" + CSV).encode(),
        (CSV + "\n\n,,,\n" + CSV).encode(),
    ],
    ids=[
        "utf-8",
        "bom",
        "utf-16",
        "16-le",
        "16-be",
        "cp1252",
        "crlf",
        "cr",
        "semicolon",
        "sep",
        "tabs",
        "title",
        "twice",
    ],
)
def test_encodings_delimiters_titles(tmp_path, data):
    path = tmp_path / "list.csv"
    path.write_bytes(data)
    outcome = bring_in(path)
    assert [(p.given, p.family, p.classes) for p in outcome.roster.pupils] == [
        ("Zoë", "Núñez", ("2B",)),
        ("Asa", "Lind", ("2B",)),
    ]
    assert len(outcome.roster.guardians) == 2


def test_letters_lost_before_are_said(tmp_path):
    path = tmp_path / "list.csv"
    path.write_bytes(CSV.encode().decode("cp1252").encode())
    assert notes(bring_in(path), "encoding")


def test_a_quote_never_closed_is_said():
    draft = Draft(format="")
    read_table("x.csv", b'a,b\n"never closed,1\n' + b"c,d\n" * 40, draft)
    assert "quote" in draft.notes[0].what


def test_a_workbook_reads_as_its_csv(tmp_path):
    pytest.importorskip("python_calamine")
    rows = [line.split(",") for line in CSV.splitlines()]
    path = tmp_path / "list.xlsx"
    path.write_bytes(xlsx([["Class list"], [], *rows]))
    outcome = bring_in(path)
    assert [p.given for p in outcome.roster.pupils] == ["Zoë", "Asa"]
    assert len(outcome.roster.guardians) == 2


@pytest.mark.parametrize("data", [b"PK\x03\x04 no workbook", b"", b"\xd0\xcf\x11\xe0" + b"\0" * 600])
def test_a_broken_workbook_is_refused(tmp_path, data):
    pytest.importorskip("python_calamine")
    path = tmp_path / "list.xlsx"
    path.write_bytes(data)
    with pytest.raises(RosterError):
        bring_in(path)


def test_two_files_make_one_roster(tmp_path):
    pupils_file, contacts = tmp_path / "pupils.csv", tmp_path / "contacts.csv"
    pupils_file.write_text("Adno,Forename,Surname,Reg\n1,Ann,Lee,3L\n2,Bo,Ray,3L\n")
    contacts.write_text(
        "Adno,Contact Name,Contact Email,Contact Relationship\n1,Al Lee,al@mail.example,Father\n"
    )
    outcome = bring_in(pupils_file, contacts)
    assert [p.id for p in outcome.roster.pupils] == ["1", "2"]
    assert guardians(outcome)["Al Lee"].children == ("1",)


def test_a_couple_with_one_mailbox_stays_two_people(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text(
        "Forename,Surname,Contact 1 Name,Contact 1 Email,Contact 2 Name,Contact 2 Email\n"
        "Ann,Lee,Al Lee,lees@mail.example,Cy Lee,lees@mail.example\n"
        "Bo,Ray,Di Ray,lees@mail.example,,\n"
    )
    outcome = bring_in(path)
    assert len(outcome.roster.guardians) == 3
    assert len(notes(outcome, "same-address")) == 1  # the couple's is no clash, the stranger's is
    shared = outcome.roster.guardian_at("lees@mail.example")
    assert len(shared.children) == 2


HEADERS = {
    "Surname,Forename,Reg Group,Year Taught In,Contact Title,Contact Forename,Contact Surname,"
    "Contact Home Email": {
        "family": 0, "given": 1, "class": 2, "year": 3,
        "contact": {"title": 4, "given": 5, "family": 6, "email": 7},
    },
    "UPN,Surname,Forename,(Contact) Priority,Lives with Pupil (T/F),Forename,Surname,Primary Email,"
    "Mobile number": {
        "upn": 0, "family": 1, "given": 2,
        "contact": {"priority": 3, "lives_with": 4, "given": 5, "family": 6, "email": 7, "phone": 8},
    },
    "Student Name,Form,Forename,Surname,Relationship to Student,Email": {
        "full": 0, "class": 1, "contact": {"given": 2, "family": 3, "relation": 4, "email": 5},
    },
    "Title,Forename,Surname,Email,Pupil Forename,Pupil Surname,Pupil Reg Group": {
        "given": 4, "family": 5, "class": 6, "contact": {"title": 0, "given": 1, "family": 2, "email": 3},
    },
    "Child's First Name,Child's Surname,Parent/Carer 1 Name,Parent/Carer 1 Email,Email (Parent 2)": {
        "given": 0, "family": 1, "contact 1": {"full": 2, "email": 3}, "contact 2": {"email": 4},
    },
    "Name,Reg,Year,Mum,Mum mobile,Father's Email": {
        "full": 0, "class": 1, "year": 2, "mother": {"full": 3, "phone": 4}, "father": {"email": 5},
    },
    "Student Current Reg Group,Legal Forename,Legal Surname,DOB (dd/mm/yyyy),Main Contact Phone Number": {
        "class": 0, "given": 1, "family": 2, "born": 3, "contact 1": {"phone": 4},
    },
}  # fmt: skip


@pytest.mark.parametrize("header", HEADERS)
def test_headers(header):
    layout = find_layout([header.split(",")], {})
    wanted = HEADERS[header]
    contacts = {owner: {f: at[0] for f, at in fields.items()} for owner, fields in layout.contacts.items()}
    assert {f: at[0] for f, at in layout.pupil.items()} == {
        k: v for k, v in wanted.items() if isinstance(v, int)
    }
    assert contacts == {k: v for k, v in wanted.items() if isinstance(v, dict)}
    assert not layout.unknown


def test_the_map_of_the_documentation_is_right(tmp_path):
    text = (DATA.parents[2] / "docs" / "rosters.md").read_text(encoding="utf-8")
    blocks = [block.partition("```")[0] for block in text.split("```toml\n")[1:]]
    (tmp_path / "map.toml").write_text(blocks[0], encoding="utf-8")
    (tmp_path / "flags.toml").write_text(blocks[1], encoding="utf-8")
    outcome = bring_in(
        "sims-contacts.csv", map_file=tmp_path / "map.toml", flags_file=tmp_path / "flags.toml"
    )
    simon = guardians(outcome)["Simon Jarvis"]
    assert simon.restricted == ("002101",)
    assert pupils(outcome)["002101"].short == ("Teddy",)
