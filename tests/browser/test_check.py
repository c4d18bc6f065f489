"""The page for staff as a teacher meets it."""

import re

from playwright.sync_api import expect

DRAFT = (
    "Hi Amelia,\n\nYour volcano was brilliant today. Please bring the poster back by Thursday. "
    "The phone for the club is 07700 900123, the address coachmoreton@mail.example.\n\nMiss Moreton"
)
NUMBER = "The phone for the club is 07700 900123 tonight."
TYPED = "The phone is 07700 900123"


def checked(page, headline):
    expect(page.locator("#found .verdict h2")).to_contain_text(headline)


def test_typing_finds_a_number_and_a_click_mends_it(open_page, shoot):
    page = open_page()
    shoot(page, "check-empty")
    page.select_option("#who", "pupil")
    page.locator("#text").press_sequentially(TYPED, delay=5)
    checked(page, "Please do not send this as it is")
    card = page.locator(".card").first
    expect(card).to_contain_text("07700 900123 looks like a personal phone number")
    expect(card.locator(".badge")).to_contain_text("■")
    expect(card.locator(".badge")).to_contain_text("block")
    expect(card).to_contain_text("Not give their personal contact details to pupils")
    expect(card.locator(".duty").first).to_have_text("must not")
    mark = page.locator("#under-text mark")
    expect(mark).to_have_text("07700 900123")
    expect(mark).to_have_attribute("data-tag", "■ 1 block")
    page.fill("#text", DRAFT)
    expect(page.locator(".card")).to_have_count(2)
    shoot(page, "check")
    page.get_by_role("button", name="Use 020 7946 0550").click()
    expect(page.locator("#text")).to_have_value(re.compile("club is 020 7946 0550, the"))
    expect(page.locator(".card")).to_have_count(1)
    page.keyboard.press("Control+z")
    expect(page.locator("#text")).to_have_value(DRAFT)
    expect(page.locator(".card")).to_have_count(2)


def test_the_reader_changes_the_verdict(open_page):
    page = open_page()
    page.select_option("#who", "own")
    page.fill("#text", NUMBER)
    checked(page, "Please have a second look")
    page.get_by_role("radio", name="My own post").check()
    checked(page, "Please do not send this as it is")
    expect(page.locator("#who")).to_be_hidden()
    page.get_by_role("radio", name="Email").check()
    page.select_option("#who", "staff")
    checked(page, "Something to know")
    page.select_option("#who", "safe")
    checked(page, "Nothing found")


def test_all_clear(open_page, shoot):
    page = open_page()
    page.fill("#text", "Dear all,\n\nPlease send a coat and a water bottle on Friday.\n\nMiss Moreton")
    checked(page, "Nothing found")
    expect(page.locator(".scope")).to_contain_text("14 words of text")
    expect(page.locator(".scope")).to_contain_text("only you can see the addresses")
    shoot(page, "check-clear")


def test_an_old_answer_never_wins(open_page):
    page = open_page()
    page.select_option("#who", "pupil")

    def late(route):
        if "07700" in (route.request.post_data or ""):
            page.wait_for_timeout(700)
        route.continue_()

    page.route("**/live", late)
    page.fill("#text", NUMBER)
    page.wait_for_timeout(250)
    page.fill("#text", "See you tomorrow.")
    checked(page, "Nothing found")
    page.wait_for_timeout(900)
    checked(page, "Nothing found")
    expect(page.locator("#under-text mark")).to_have_count(0)


def test_marks_move_with_the_text(open_page):
    page = open_page()
    page.select_option("#who", "pupil")
    page.fill("#text", NUMBER)
    expect(page.locator("#under-text mark")).to_have_text("07700 900123")
    page.route("**/live", lambda route: None)
    page.locator("#text").press("Control+Home")
    page.keyboard.type("Hello! ")
    expect(page.locator("#under-text mark")).to_have_text("07700 900123")
    page.locator("#text").evaluate("box => box.setSelectionRange(40, 40)")
    page.keyboard.type("9")
    expect(page.locator("#under-text mark")).to_have_count(0)


def test_no_connection_is_no_all_clear(open_page):
    page = open_page()
    page.fill("#text", "See you tomorrow.")
    checked(page, "Nothing found")
    page.route("**/live", lambda route: route.abort())
    page.fill("#text", NUMBER)
    expect(page.locator("#found")).to_contain_text("This is not an all-clear")
    expect(page.locator("#found")).not_to_contain_text("Nothing found")
    open_page.faults.clear()


def test_the_plain_form_without_a_script(open_page, shoot):
    page = open_page(java_script_enabled=False)
    page.select_option("#who", "pupil")
    page.fill("#text", DRAFT)
    page.get_by_role("button", name="Check it").click()
    expect(page.get_by_role("heading", name="Please do not send this as it is")).to_be_visible()
    expect(page.locator(".marked mark").first).to_contain_text("07700 900123")
    expect(page.get_by_label("A cleaned draft to copy")).to_have_value(
        re.compile("club is 020 7946 0550, the")
    )
    expect(page.locator("#text")).to_have_value(DRAFT)
    assert page.url.endswith("/")
    assert page.locator(".script:visible").count() == 0
    shoot(page, "check-plain", full_page=True)


def test_copy_and_clear(open_page, address):
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    page.select_option("#who", "pupil")
    page.fill("#text", NUMBER)
    checked(page, "Please do not send")
    page.get_by_role("button", name="Copy a cleaned draft").click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == "The phone for the club is 020 7946 0550 tonight."
    page.get_by_role("button", name="Clear").click()
    expect(page.locator("#text")).to_have_value("")
    expect(page.locator("#found")).to_contain_text("Type or paste a draft")


def test_a_saved_email_is_dropped(open_page):
    page = open_page()
    mail = (
        "From: l.moreton@ryefield.sch.uk\r\nTo: amelia.day@pupils.ryefield.sch.uk\r\nSubject: Volcano\r\n"
        "Message-ID: <1@x>\r\nReply-To: lucymoreton90@hotmail.co.uk\r\n\r\nRing me on 07700 900123.\r\n"
    )
    data = page.evaluate_handle(
        """text => { const data = new DataTransfer();
        data.items.add(new File([text], "draft.eml", {type: "message/rfc822"})); return data; }""",
        mail,
    )
    page.dispatch_event("#drop", "dragover", {"dataTransfer": data})
    expect(page.locator("#drop")).to_have_class(re.compile("over"))
    page.dispatch_event("#drop", "drop", {"dataTransfer": data})
    expect(page.locator("#subject")).to_have_value("Volcano")
    expect(page.locator("#to")).to_have_value("amelia.day@pupils.ryefield.sch.uk")
    expect(page.locator("#found")).to_contain_text("07700 900123 looks like a personal phone number")
    expect(page.locator("#found")).to_contain_text("Reply-To")
    page.get_by_role("button", name="Take the file away").click()
    expect(page.locator("#found")).not_to_contain_text("Reply-To")


def test_a_file_is_chosen(open_page, tmp_path):
    page = open_page()
    page.set_input_files("#file", {"name": "list.bin", "mimeType": "x/y", "buffer": b"\x00\x01\x02"})
    expect(page.locator("#found")).to_contain_text("list.bin")
    page.set_input_files("#file", {"name": "n.txt", "mimeType": "text/plain", "buffer": NUMBER.encode()})
    expect(page.locator("#text")).to_have_value(NUMBER)
    checked(page, "Please have a second look")


def test_print_view(open_page, shoot):
    page = open_page()
    page.select_option("#who", "pupil")
    page.fill("#text", DRAFT)
    expect(page.locator(".card")).to_have_count(2)
    page.emulate_media(media="print")
    for hidden in ("nav", ".actions", ".fixes", "#pill"):
        expect(page.locator(hidden).first).to_be_hidden()
    expect(page.locator(".card").first).to_be_visible()
    assert page.pdf(format="A4")[:4] == b"%PDF"
