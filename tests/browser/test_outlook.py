"""The add-in's one script with an Office.js of our own, against the real API."""

import xml.etree.ElementTree as ElementTree

import pytest
from playwright.sync_api import expect
from tests.web.conftest import ROOT

FOLDER = ROOT / "integrations" / "outlook"
OFFICE = """mail => {
  const answer = value => (...rest) => {
    const done = rest[rest.length - 1];
    setTimeout(() => done(value instanceof Error ? {status: "failed"} : {status: "succeeded", value}), 1);
  };
  const people = list => ({getAsync: answer(list.map(emailAddress => ({emailAddress})))});
  window.asked = [];
  window.Office = {
    AsyncResultStatus: {Succeeded: "succeeded"},
    CoercionType: {Text: "text"},
    MailboxEnums: mail.old ? undefined : {SendModeOverride: {PromptUser: "promptUser"}},
    actions: {associate: (name, handler) => { window.handlers = {[name]: handler}; }},
    context: {mailbox: {item: {
      from: {getAsync: answer({emailAddress: "l.moreton@ryefield.sch.uk"})},
      to: people(mail.to), cc: people([]), bcc: people(mail.bcc || []),
      subject: {getAsync: answer(mail.broken ? new Error() : "Trip")},
      body: {getAsync: answer(mail.body)},
      getAttachmentsAsync: answer(mail.files || []),
      getAttachmentContentAsync: answer({format: "base64", content: "SGVsbG8="}),
    }}},
  };
}"""
SEND = "() => new Promise(done => handlers.onMessageSendHandler({completed: done}))"


@pytest.fixture
def send(open_page, address):
    """Press Send on a message; what the add-in tells Outlook."""

    def press(before=None, **mail):
        page = open_page("/api/v1/openapi.json")
        page.evaluate(OFFICE, {"to": ["parent1@mail.example"], **mail})
        page.add_script_tag(content=(FOLDER / "launchevent.js").read_text(encoding="utf-8"))
        if before:
            before(page)
        return page.evaluate(SEND)

    return press


@pytest.fixture
def open_page(browser, address):
    """A bare page of the server's origin, without its content policy: Outlook brings its own."""
    contexts = []

    def open_(path):
        context = browser.new_context(bypass_csp=True)
        contexts.append(context)
        page = context.new_page()
        page.goto(address + path)
        return page

    yield open_
    for context in contexts:
        context.close()


def test_nothing_found_goes(send):
    assert send(body="Please send a coat on Friday.") == {"allowEvent": True}


def test_a_warning_may_be_overruled_by_its_sender(send):
    answer = send(body="Ring me on 07700 900123.")
    assert answer["allowEvent"] is False
    assert answer["sendModeOverride"] == "promptUser"
    assert "May conflict with" in answer["errorMessage"]
    assert "EV7 (should not)" in answer["errorMessage"]
    assert "Instead:" in answer["errorMessage"]
    assert "07700 900123" not in answer["errorMessage"]


def test_a_block_may_not(send):
    answer = send(body="Ring me on 07700 900123.", to=["amelia.day@pupils.ryefield.sch.uk"])
    assert answer["allowEvent"] is False
    assert "sendModeOverride" not in answer
    assert "Please do not send this as it is." in answer["errorMessage"]
    assert "EV8 (must not)" in answer["errorMessage"]


def test_blind_copies_are_seen(send):
    answer = send(body="Ring me on 07700 900123.", bcc=["amelia.day@pupils.ryefield.sch.uk"])
    assert "Please do not send" in answer["errorMessage"]


def test_outlooks_limit_is_kept(send):
    body = " ".join(f"Ring me on 07700 9001{n} or 07700 9002{n}." for n in range(10, 40))
    assert len(send(body=body)["errorMessage"]) <= 500


@pytest.mark.parametrize(
    "before",
    [
        lambda page: page.route("**/check", lambda route: route.abort()),
        lambda page: page.route("**/check", lambda route: route.fulfill(status=500)),
        lambda page: page.route("**/check", lambda route: route.fulfill(body="{}")),
        lambda page: (
            page.evaluate("MSGGUARD.patience = 50"),
            page.route("**/check", lambda route: None),
        ),
    ],
    ids=["no connection", "fault", "nonsense", "too slow"],
)
def test_what_was_not_checked_is_asked_about(send, before):
    answer = send(before, body="Hello.")
    assert answer["allowEvent"] is False
    assert answer["sendModeOverride"] == "promptUser"
    assert "could not be checked" in answer["errorMessage"]


def test_an_unreadable_message_is_asked_about(send):
    assert "could not be checked" in send(body="Hello.", broken=True)["errorMessage"]


def test_an_older_outlook_only_stops(send):
    answer = send(body="Ring me on 07700 900123.", old=True)
    assert answer["allowEvent"] is False
    assert "sendModeOverride" not in answer


def test_the_manifest_names_what_there_is():
    text = (FOLDER / "manifest.xml").read_text(encoding="utf-8")
    tree = ElementTree.fromstring(text)
    event = next(e for e in tree.iter() if e.tag.endswith("LaunchEvent") and e.get("Type"))
    assert (event.get("Type"), event.get("SendMode")) == ("OnMessageSend", "SoftBlock")
    script = (FOLDER / "launchevent.js").read_text(encoding="utf-8")
    assert f'Office.actions.associate("{event.get("FunctionName")}"' in script
    for name in ("commands.html", "launchevent.js"):
        assert f"/outlook/{name}" in text
        assert (FOLDER / name).is_file()
    # The JavaScript-only runtime of classic Outlook stops at ES2016.
    for newer in ("async ", "await ", "?.", "??", "...", "=> {"):
        assert newer not in script


def test_it_is_served(browser, address):
    context = browser.new_context()
    page = context.new_page()
    asked = page.goto(address + "/outlook/launchevent.js")
    assert asked.status == 200
    expect(page.locator("body")).to_contain_text("onMessageSendHandler")
    context.close()
