"""CD103 and CD104: homes told in other lay-outs, names given in talk of playing or meeting online."""

import pytest
from tests.detect.hollybank import PUPIL, texts

HOMES = [
    "Home visit to Craig after his operation: 18 Vine Terrace, West Drayton ZZ99 0ZH.",
    "Cake: deliver to Wendy's by 8am Sat, 7 Juniper Walk, Hillingdon, ring the bell hard",
    "My flat is 4b, Harbour Court, above the bakery",
    "He's at Rose Cottage on Mill Lane now",
    "I'm at number 18, Vine Terrace",
    "Drop it round: The Old Dairy, Church Lane, Harefield",
    "We live over the shop, 12a High Street",
    "my house is number twelve on Quarry Lane",
    "leave it at mine, Flat 3, Elm House, 40 Station Road",
    "Mum's new place: Flat Two, Harbour Court, Dock Street",
    "I'm moving to 9 (nine) Peachey Court on Saturday",
    "Nan's address is 5 Swan Mews, Anytown",
    "he lives on Quarry Lane, at 14, with his gran",
    "Come to mine: twelve Quarry Lane",
    "Address for Mr Patel: Lilac House, Back Street, Anytown, ZZ99 3WZ",
    "our place is the one at 31 Quarry Lane",
    "She is staying with her aunt at 6 Canal Row",
    "They've moved: 3 The Paddocks",
    "Pop the keys through the door of 22 Mill Hill",
    "Our house is the red door, Quarry Lane, number 12",
]
NO_HOMES = [
    "The farm visit: Brockwood Farm, Mill Lane, ZZ99 3WZ.",
    "The theatre is at 3 Exchange Place ZZ99 9ZN, seats in row R.",
    "Summers Outfitters, 46 High Street ZZ99 5ZP, has the jumpers.",
    "The terrace will be closed for repair, use number 18 bus to the High Street.",
    "The old mill stood on Mill Lane, number of wheels two.",
    "Meet at the library, 12 High Street, at nine.",
    "Read about 221b Baker Street.",
    "Walk down Quarry Lane to number 3 pond.",
    "Roadworks on Vine Terrace till Friday.",
    "The dentist is at 5 Station Road.",
    "We visit the church in Church Lane.",
    'Bannerman\'s Theatre, "The Railway Children". 3 Exchange Place ZZ99 9ZN. £12.50.',
]

NAMES = [
    "we're on most evenings, my lad and I, we're CoatesyDad_UB if you want to test the harbour",
    "Look for SunnyP_88 in Minecraft tonight",
    "find me as Wendy P on signal",
    "find me on there as Craig Mo (Anytown), facebook.com/craig.mo.fixes",
    "I go by BakeOffWendy61 online",
    "Add PomPomWendy77 on your Switch",
    "our gamer name's Coatesy_Fam",
    "On Fortnite I am xXSunilXx",
    "if you fancy a game I'm KulBains6 on Xbox",
    "my friend code is SW-1234-5678-9012",
    "I play as TheRealMrP most nights, come and find me",
    "Discord: sunil#4412",
    "I've made a roblox server, my name on there is wendywoo",
]
NO_NAMES = [
    "The class avatar is Owl_4P in the maths game.",
    "We export the file as longhouse_v2 for the display.",
    "The file name is Group_B and the map is Map_UB2.",
    "The Minecraft club meets in room Y6_ICT.",
    "Username for TTRockstars is amelia_o4p.",
    "Save your work as Viking_Harbour.",
    "The lamp is a BX_440 model, most evenings it's on.",
    "I am Mrs P, and we're 4P.",
]


@pytest.mark.parametrize("text", HOMES)
def test_homes_in_other_layouts(text):
    assert len(texts(text, "CD103")) >= 1


@pytest.mark.parametrize("text", NO_HOMES)
def test_venues_shops_and_roads(text):
    assert texts(text, "CD103") == []


@pytest.mark.parametrize("text", NAMES)
def test_names_to_be_found_by(text):
    assert len(texts(text, "CD104")) >= 1


@pytest.mark.parametrize("text", NO_NAMES)
def test_names_of_files_and_logins(text):
    assert texts(text, "CD104") == []


@pytest.mark.parametrize(
    "text",
    [
        "It's 07700, and then 900, then 123.",
        "zero seven, seven hundred, nine hundred, one two three is my mobile",
        "My mobile is O seven 7 double O 9 double O one 23",
        "(07700) {900} [123] is me",
        "0️⃣7️⃣7️⃣0️⃣0️⃣ 9️⃣0️⃣0️⃣ 1️⃣2️⃣3️⃣",
        "07700. Then 900. Then 123.",
    ],
)
def test_numbers_in_pieces(text):
    assert len(texts(text, "CD101")) == 1


@pytest.mark.parametrize(
    "text",
    [
        "It's my first name dot my surname, gmail, all lower case.",
        "I'm first initial then surname at gmail.",
        "It's w e n d y p 1 k e then the curly at then yahoo.",
    ],
)
def test_addresses_by_names_and_letters(text):
    assert texts(text, "CD102")


@pytest.mark.parametrize("reader", [PUPIL, "k.bains@hollybank.sch.example"])
@pytest.mark.parametrize("word", ["From", "Sender", "To"])
def test_a_header_line_of_ones_own_hides_no_address(reader, word):
    text = f"{word}: Sunil Patel <sunilp84@gmail.com>\nWrite to me any time."
    assert texts(text, "CD102", to=(reader,)) == ["sunilp84@gmail.com"]


def test_in_a_chain_it_is_excused_for_grown_ups_only():
    text = "See below.\n\n---------- Forwarded message ---------\nFrom: Al <al.x@gmail.com>\nHello"
    assert texts(text, "CD102", to=("k.bains@hollybank.sch.example",)) == []
    assert texts(text, "CD102", to=(PUPIL,)) == ["al.x@gmail.com"]
