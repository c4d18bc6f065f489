"""The API: the command line's own JSON, clear errors, limits, a description that holds."""

import json

import jsonschema
import pytest
from click.testing import CliRunner
from tests.web.conftest import RYEFIELD

from msgguard.cli.main import cli
from msgguard.web.files import WebTable

RECORD = {
    "channel": "email",
    "sender": "l.moreton@ryefield.sch.uk",
    "recipients": ["parent1@mail.example"],
    "subject": "Trip",
    "body": "Ring me on 07700 900123.",
}
URL = "/api/v1/check"


@pytest.mark.parametrize("shown", [True, False])
def test_it_answers_as_the_command_line_does(client, tmp_path, shown):
    file = tmp_path / "request"
    file.write_text(json.dumps(RECORD))
    words = ["check", str(file), "--as", "json", "-f", "json", "--config", str(RYEFIELD)]
    said = json.loads(CliRunner().invoke(cli, [*words, "--show-text" if shown else "--mask"]).stdout)
    answer = client.post(URL + ("?show_text=true" if shown else ""), json=RECORD).json()
    for document in (said, answer):
        for message in document["messages"]:
            message.pop("source")
            message.pop("id")
        # The command line also says what it sees of the configuration.
        document["notices"] = [n for n in document["notices"] if n.startswith("RV901")]
    assert answer == said
    assert answer["summary"]["verdict"] == "warn"


def test_the_description_holds(client):
    document = client.get("/api/v1/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    schema = {"$ref": "#/components/schemas/Report", "components": document["components"]}
    jsonschema.Draft202012Validator(schema).validate(client.post(URL, json=RECORD).json())
    schema = {"$ref": "#/components/schemas/Message", "components": document["components"]}
    jsonschema.Draft202012Validator(schema).validate(RECORD)


def test_audience_in_words(client):
    record = {"body": "Ring me on 07700 900123."}
    assert client.post(URL, json={**record, "audience": "pupil"}).json()["summary"]["verdict"] == "block"
    assert client.post(URL + "?audience=staff", json=record).json()["summary"]["verdict"] == "advise"


def test_a_mail_as_it_is(client):
    mail = b"From: a@ryefield.sch.uk\nTo: p@mail.example\nMessage-ID: <1@x>\n\nRing me on 07700 900123.\n"
    answer = client.post(URL, content=mail, headers={"content-type": "message/rfc822"})
    assert answer.json()["summary"]["verdict"] == "warn"


@pytest.mark.parametrize(
    ("content", "kind", "status", "detail"),
    [
        (b"{", "application/json", 422, "not valid JSON"),
        (b"[]", "application/json", 422, "expected an object"),
        (b"{}", "application/json", 422, "at least a body or a subject"),
        (b'{"body": "x", "audience": "aunt"}', "application/json", 422, "audience: expected one of"),
        (b'{"body": 3}', "application/json", 422, "body must be a string"),
        (b"x", "image/png", 415, "send application/json"),
        (b" ", "text/plain", 422, "empty"),
    ],
)
def test_errors_are_problem_documents(client, content, kind, status, detail):
    answer = client.post(URL, content=content, headers={"content-type": kind})
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == status
    assert detail in answer.json()["detail"]


def test_limits(make_client):
    client = make_client(WebTable(max_upload=1_000, rate=2))
    assert client.post(URL, json={"body": "x" * 2_000}).status_code == 413
    busy = client.post(URL, json=RECORD)
    assert busy.status_code == 429
    assert int(busy.headers["retry-after"]) >= 1


def test_tokens(make_client, tmp_path):
    from hashlib import sha256

    file = tmp_path / "tokens"
    file.write_text(f"# name hash\nouttray {sha256(b'a-long-token').hexdigest()}\n")
    client = make_client(WebTable(sign_in="header", tokens_file=str(file)))
    assert client.post(URL, json=RECORD).status_code == 401
    bad = {"authorization": "Bearer nonsense"}
    assert client.post(URL, json=RECORD, headers=bad).status_code == 401
    good = {"authorization": "Bearer a-long-token"}
    assert client.post(URL, json=RECORD, headers=good).status_code == 200
    assert client.post("/live", json={"text": "Hello"}, headers=good).status_code == 403


def test_origins_of_add_ins(make_client):
    client = make_client(WebTable(cors=["https://addin.school.example"]))
    ours = {"origin": "https://addin.school.example"}
    answer = client.post(URL, json=RECORD, headers=ours)
    assert answer.headers["access-control-allow-origin"] == "https://addin.school.example"
    asked = client.options(URL, headers={**ours, "access-control-request-method": "POST"})
    assert asked.status_code == 204
    assert "content-type" in asked.headers["access-control-allow-headers"]
    assert client.post(URL, json=RECORD, headers={"origin": "https://evil.example"}).status_code == 403
    assert client.post("/live", json={"text": "x"}, headers=ours).status_code == 403
