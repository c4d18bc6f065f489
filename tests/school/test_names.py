import pytest

from msgguard.school.letters import is_near, key_of, keys_of
from msgguard.school.names import compile_names, family_spellings, initials_of, year_of_class
from msgguard.school.profile import School, Staff
from msgguard.school.roster import Guardian, Pupil, Roster
from msgguard.school.shortforms import short_forms


def roster(*names: tuple[str, str], classes: str = "4N") -> Roster:
    return Roster(
        pupils=tuple(
            Pupil(id=f"p{n}", given=given, family=family, classes=(classes,))
            for n, (given, family) in enumerate(names)
        )
    )


@pytest.mark.parametrize(
    ("word", "key"),
    [
        ("Chloë", "chloe"),
        ("CHLOE", "chloe"),
        ("Wiśniewska", "wisniewska"),
        ("Łukasz", "lukasz"),
        ("D'Souza", "dsouza"),
        ("O’Hare", "ohare"),
        ("Skye's", "skye"),
        ("SKYE'S", "skye"),
        ("D'Souza's", "dsouza"),
        ("Şule", "sule"),
        ("Ümit", "umit"),
        ("Ørsted", "orsted"),
        ("Straße", "strasse"),
        ("Nguyễn", "nguyen"),
        ("Seán", "sean"),
        ("Siobhán", "siobhan"),
        ("Caoimhe", "caoimhe"),
        ("Zoë", "zoe"),
        ("İrem", "irem"),
    ],
)
def test_key(word, key):
    assert key_of(word) == key


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("Lily-Anne", ("lily", "anne")),
        ("Ní Dhomhnaill", ("ni", "dhomhnaill")),
        ("el-Sayed", ("el", "sayed")),
        ("Mary Kate", ("mary", "kate")),
        ("O'Neill-Smith", ("oneill", "smith")),
        ("J.", ("j",)),
        ("", ()),
        ("-", ()),
    ],
)
def test_keys(name, keys):
    assert keys_of(name) == keys


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("yilmaz", "yilmas", True),
        ("cillian", "killian", True),
        ("reid", "ried", True),
        ("anaya", "annaya", True),
        ("jasmine", "jasmin", True),
        ("skye", "skye", True),
        ("reid", "red", True),
        ("omar", "umer", False),
        ("zara", "sarah", False),
        ("li", "lia", True),
        ("", "a", True),
        ("abcd", "badc", False),
    ],
)
def test_near(one, other, near):
    assert is_near(one, other) is near
    assert is_near(other, one) is near


@pytest.mark.parametrize(
    ("family", "among"),
    [
        ("MacLeod", "mcleod"),
        ("McAllister", "macallister"),
        ("Stone-Walker", "walker"),
        ("Stone-Walker", "stonewalker"),
        ("el-Sayed", "sayed"),
        ("el-Sayed", "alsayed"),
        ("Ní Dhomhnaill", "dhomhnaill"),
        ("van den Berg", "berg"),
        ("de la Cruz", "cruz"),
        ("O'Keeffe", "okeeffe"),
        ("Nguyen Van", "nguyen"),
    ],
)
def test_family_spellings(family, among):
    assert among in set(family_spellings(keys_of(family)))


def test_particles_alone_are_no_family():
    for family in ("el-Sayed", "Ní Dhomhnaill", "van den Berg", "de la Cruz"):
        assert not {"el", "ni", "van", "den", "de", "la"} & set(family_spellings(keys_of(family)))


@pytest.mark.parametrize(
    ("given", "family", "letters"),
    [
        ("Lily-Anne", "Sutcliffe", {"ls", "las"}),
        ("Tobi", "Ogunleye-Hart", {"to", "toh"}),
        ("Omar", "el-Sayed", {"os", "oes"}),
        ("Skye", "Summers", {"ss"}),
    ],
)
def test_initials(given, family, letters):
    assert letters <= set(initials_of(keys_of(given), keys_of(family)))


def test_pairs_lead_to_one_pupil():
    index = compile_names(roster(("Oliver", "Jones"), ("Oliver", "D'Souza"), ("Ben", "Jones")), School())
    oliver = next(form.given for form in index.forms["oliver"])
    assert index.by_given[oliver] == (0, 1)
    jones = index.families["jones"][0]
    assert index.pairs[oliver, jones] == (0,)
    assert index.joined["oliverdsouza"] == (1,)


def test_variants_and_short_forms():
    pupil = Pupil(id="p", given="Will", family="Tanner", variants=(("William", "Reed"),), short=("Bilbo",))
    index = compile_names(Roster(pupils=(pupil,)), School())
    assert {"will", "william", "bilbo", "bill"} <= index.forms.keys()
    assert {"tanner", "reed"} <= index.families.keys()


@pytest.mark.parametrize(
    ("given", "short"),
    [
        ("Muhammad", "mo"),
        ("Mohammed", "mo"),
        ("Katarzyna", "kasia"),
        ("Zuzanna", "zuzia"),
        ("Oluwaseun", "seun"),
        ("Matilda", "tilly"),
        ("Isabella", "izzy"),
        ("Wojciech", "wojtek"),
        ("Aleksander", "olek"),
        ("Gurpreet", "gurps"),
        ("Elizabeth", "lizzie"),
        ("Theodore", "teddy"),
        ("Abdirahman", "abdi"),
        ("Temitope", "temi"),
        ("Nikolaos", "nikos"),
        ("Volodymyr", "vova"),
        ("Siobhán", "shiv"),
        ("Lily-Anne", "lil"),
        ("Charlotte", "lottie"),
        ("Samuel", "sam"),
    ],
)
def test_short_forms(given, short):
    index = compile_names(roster((given, "Testname")), School())
    assert short in index.forms


def test_short_forms_file_is_in_order():
    names = list(short_forms())
    assert len(names) == len(set(names)) > 500


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("annaya", "Anaya"),
        ("jasmin", "Jasmine"),
        ("killian", "Cillian"),
        ("temperence", "Temperance"),
        ("zaynab", "Zainab"),
    ],
)
def test_misspellings(text, given):
    index = compile_names(roster((given, "Testname")), School())
    assert list(index.by_misspelling(text)) or text in index.forms


@pytest.mark.parametrize(
    ("text", "given"),
    [("tempy", "Temperance"), ("gurps", "Gurpreet"), ("georgie", "Georgina"), ("dommy", "Dominic")],
)
def test_pet_forms(text, given):
    index = compile_names(roster((given, "Testname")), School())
    assert list(index.by_pet_form(text)) or text in index.forms


@pytest.mark.parametrize(
    ("name", "year"),
    [
        ("4N", "y4"),
        ("R", "yr"),
        ("Reception", "yr"),
        ("10B", "y10"),
        ("Year 6", "y6"),
        ("RD", "yr"),
        ("Nursery", "yn"),
        ("Oak", ""),
    ],
)
def test_year_of_class(name, year):
    assert year_of_class(name) == year


def test_adults_are_known():
    school = School(
        staff=(
            Staff(email="a@x.example", name="Wendy Pike"),
            Staff(email="o@x.example", name="School Office"),
        )
    )
    guardian = Guardian(id="g", given="Faith", family="Cole", children=("p0",))
    index = compile_names(Roster(pupils=roster(("Faith", "Cole")).pupils, guardians=(guardian,)), school)
    assert index.adults.staff_full == {("wendy", "pike")}
    assert "faith" in index.adults.guardians


def test_no_roster_knows_staff_only():
    index = compile_names(None, School(staff=(Staff(email="a@x.example", name="Wendy Pike"),)))
    assert not index.pupils
    assert not index.gate
    assert index.adults.staff_given == {"wendy"}


def test_odd_names_do_no_harm():
    index = compile_names(roster(("", "Smith"), ("Jo", ""), ("-", "-"), ("O'", "'"), ("李", "娜")), School())
    assert len(index.pupils) == 5
