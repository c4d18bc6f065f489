"""The page without a browser: the plain form, what the script asks, headers, limits."""

import logging
import re
from html import unescape

import pytest

from msgguard.web.files import WebTable

NUMBER = "Hi, my phone is 07700 900123 on the day."


def live(client, **fields):
    return client.post("/live", json={"what": "email", "who": "pupil", **fields}).json()


def test_the_first_page_is_small_and_strict(client):
    page = client.get("/")
    assert page.status_code == 200
    size = len(page.content)
    for address in re.findall(r'(?:src|href)="(/static/[^"]+)"', page.text):
        asset = client.get(unescape(address))
        assert asset.status_code == 200
        size += len(asset.content)
    assert size <= 60_000
    policy = page.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["referrer-policy"] == "no-referrer"
    assert "set-cookie" not in page.headers
    assert " style=" not in page.text
    assert "<script>" not in page.text


def test_a_number_to_a_pupil(client):
    answer = live(client, text=NUMBER)
    assert answer["verdict"] == "block"
    assert answer["marks"]["body"] == [[16, 28, "block", "■ 1 block", [1]]]
    assert "must not" in answer["html"]
    assert "personal contact details to pupils" in answer["html"]
    assert answer["cleaned"]["body"] == "Hi, my phone is 020 7946 0550 on the day."


def test_marks_count_as_browsers_do(client):
    answer = live(client, text="😀 " + NUMBER)
    assert answer["marks"]["body"][0][:2] == [19, 31]
    assert answer["cleaned"]["body"].startswith("😀 Hi, my phone is 020")


def test_line_ends_count_as_one(client):
    answer = live(client, text="One\r\ntwo\r\n" + NUMBER)
    assert answer["marks"]["body"][0][:2] == [24, 36]


@pytest.mark.parametrize(
    ("what", "who", "verdict"),
    [
        ("email", "pupil", "block"),
        ("email", "own", "warn"),
        ("email", "staff", "advise"),
        ("email", "safe", "pass"),
        ("personal", "own", "block"),
        ("group", "staff", "block"),
    ],
)
def test_the_reader_decides(client, what, who, verdict):
    assert live(client, what=what, who=who, text=NUMBER)["verdict"] == verdict


def test_addresses_tell_the_audience(client, setup):
    pupil = next(p for p in setup.known.roster.pupils if p.email)
    assert live(client, who="addresses", to=pupil.email, text=NUMBER)["verdict"] == "block"
    assert live(client, who="addresses", to="t.okoro@ryefield.sch.uk", text=NUMBER)["verdict"] == "pass"


def test_an_approval_of_the_sender_counts(client):
    text = "On the residential, ring me on 07700 900777."
    plain = live(client, who="own", text=text)
    allowed = live(client, who="own", text=text, **{"from": "l.moreton@ryefield.sch.uk"})
    assert "HT-2026-014" not in plain["html"]
    assert "HT-2026-014" in allowed["html"]


def test_all_clear_says_what_was_checked(client):
    answer = live(client, who="own", text="Please send a coat on Friday.")
    assert answer["verdict"] == "pass"
    assert "Nothing found" in answer["html"]
    assert "6 words of text" in answer["html"]
    assert "only you can see the addresses" in answer["html"]


def test_the_plain_form(client):
    page = client.post("/", data={"what": "email", "who": "pupil", "text": NUMBER})
    assert page.status_code == 200
    assert "Please do not send this as it is" in page.text
    assert '<mark class="block">' in page.text
    assert "my phone is 020 7946 0550" in page.text


def test_text_is_never_markup(client):
    evil = "</textarea><script>alert(1)</script> ring me on 07700 900123 <b onclick=x>"
    for answer in (
        client.post("/", data={"who": "pupil", "text": evil}).text,
        live(client, text=evil)["html"],
    ):
        assert "<script>alert" not in answer
        assert "<b onclick" not in answer


def test_a_saved_email(client):
    mail = (
        b"From: l.moreton@ryefield.sch.uk\r\nTo: x@mail.example\r\nSubject: Trip\r\nMessage-ID: <1@x>\r\n\r\n"
        b"Ring me on 07700 900123.\r\n"
    )
    answer = client.post("/live", data={"who": "addresses"}, files={"file": ("draft.eml", mail)}).json()
    assert answer["loaded"]["subject"] == "Trip"
    assert answer["loaded"]["to"] == "x@mail.example"
    assert answer["verdict"] == "warn"


def test_a_file_nobody_can_read_is_said(client):
    answer = client.post("/live", data={"text": "Hello"}, files={"file": ("odd.xyz", b"\x00\x01\x02")}).json()
    assert "odd.xyz" in answer["html"]
    assert "What was not" in answer["html"]


def test_limits(make_client):
    client = make_client(WebTable(max_bytes=2_000, max_upload=3_000, rate=6000))
    assert client.post("/live", json={"text": "x" * 3_000}).status_code == 413
    assert client.post("/", data={"text": "x" * 4_000}).status_code == 413
    assert client.post("/live", content=b"{", headers={"content-type": "application/json"}).status_code == 400
    assert client.post("/live", json=[1]).status_code == 400
    few = make_client(WebTable(rate=2))
    codes = [few.post("/live", json={"text": "Hello"}).status_code for _ in range(3)]
    assert codes == [200, 429, 429]


def test_hosts_and_other_sites(client):
    assert client.get("/", headers={"host": "evil.example"}).status_code == 421
    for headers in (
        {"origin": "https://evil.example"},
        {"origin": "null", "sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "cross-site"},
        {"origin": "null"},
    ):
        assert client.post("/live", json={"text": "Hello"}, headers=headers).status_code == 403
    ours = {"origin": "null", "sec-fetch-site": "same-origin"}
    assert client.post("/live", json={"text": "Hello"}, headers=ours).status_code == 200


def test_logs_hold_no_draft(client, caplog):
    caplog.set_level(logging.DEBUG)
    live(client, text=NUMBER)
    client.get("/rules/XX999?draft=secret")
    assert "07700" not in caplog.text
    assert "secret" not in "".join(r.getMessage() for r in caplog.records if r.name.startswith("msgguard"))


def test_policy_and_rules(client):
    page = client.get("/policy")
    assert "was due for review on 01 March 2017" in page.text
    assert "must not" in page.text
    assert "No rule checks it" in page.text
    assert client.get("/rules").status_code == 200
    rule = client.get("/rules/CD101")
    assert "Ring me on 07700 900123 after six." in rule.text
    assert client.get("/rules/XX999").status_code == 404
