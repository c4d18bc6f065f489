"""Harmless sentences of ordinary school mail that look like contact details, codes and channels."""

import pytest
from tests.detect.hollybank import texts

HARMLESS = [
    # Labels, sites, machines and letters are no addresses of mail.
    "Write your first name, then surname on the label.",
    "Please put first initial then surname on the coat peg.",
    "Put your first name then surname at the top.",
    "Websites such as bbc.co.uk, gmail.com and yahoo.com are blocked.",
    "On laptop14, Gmail is already open.",
    "Set up office365 - gmail is not supported.",
    "The file homework.docx, gmail says, is too big.",
    "Log in to windows11 and it's a gmail account you need.",
    "The trip list is class3.xlsx (gmail cannot open it).",
    "Years 1 2 3 4 5 all have a Gmail account.",
    "The N.A.S.U.W.T. meeting link went to Gmail.",
    "The children sang 'a b c d e f g' and shouted yahoo.",
    # Programs and teams are no players.
    "Find SpellingShed online for the game.",
    "Search for TimesTables online.",
    "Add PhonicsPlay to the game list.",
    "It's PowerPoint, so log on and join us online.",
    "It's StoryTime, join us in the hall for the game.",
    "We're TeamGreen for the game today.",
    "Please add MacDonald to the football team for the game.",
    "Look for ParentPay online and log on.",
    "It's called PurpleMash and the games are good.",
    "Play SpellingShed online for ten minutes a day.",
    "TimesTables and PhonicsPlay are games to play at home.",
    # Dates, shapes and duties are no codes.
    "The alarm clock topic starts on 12 May and ends on 23 May.",
    "The safe walking scheme begins on 11 and finishes on 22 June.",
    "Gate duty starts with 30 minutes and ends with 15.",
    "The register starts with 30 and ends with 28 on the door list.",
    "Stand on the star, then 4, then 5, near the door.",
    "Draw a circle, then a square, then 3 triangles by the door.",
    "In the door display there are two fives, a four and a nine.",
    "Lock-up week begins on 14 and finishes on 18 June.",
    # Houses of the village are nobody's home.
    "Year 4 visit the Dairy in Mill Lane on Friday.",
    "The Smithy on Church Lane has a real forge to see.",
    "We sketched the Mill on Quarry Lane.",
    # What is on the school's books is no personal channel.
    "I'll send it to the home address on your file.",
    "You can reach the office by phone, but I am happier on my main phone line in school.",
    "I've started a Facebook safety group for parents; the workshop is in the hall.",
    "Have my second phone number as the emergency contact please.",
    "If Zayn is ill please ring my mum's phone first.",
    "I have made a WhatsApp safety leaflet for parents.",
    "Send it to the home address in our records.",
    # Figures near doors, keys and machines that open nothing.
    "The office printer needs two black cartridges, code 305XL.",
    "Please get in touch with Mr Lowe about gate 4471.",
    "Key Stage 1 / Key Stage 2 timetables are on the drive.",
    "Class codes for the coats: red for Year 1, blue for Year 2.",
    "The door is 2040 by 926 mm.",
    "Count the steps to the door: one, two, three, four, five.",
    "Your booking reference is ZX44-2210.",
    # Talk of channels that invites nobody.
    "Please do not contact teachers on Facebook or by text.",
    "Parents must not message staff on social media.",
    "We read a text about whales and wrote messages in bottles.",
    "Ring me at school if he is upset tonight.",
    "The office will WhatsApp nobody; all news is on the website.",
]


@pytest.mark.parametrize("text", HARMLESS)
@pytest.mark.parametrize("code", ["CD102", "CD103", "CD104", "PI603", "SC403"])
def test_ordinary_mail_gives_nothing(text, code):
    assert texts(text, code) == []
