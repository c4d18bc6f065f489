"""Who is believed: a proxy's header only from the proxy, OpenID Connect, secrets, listeners."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from msgguard.config import Settings
from msgguard.errors import ConfigError
from msgguard.web.files import HeaderTable, OidcTable, PersonTable, WebTable, fault_of, read_secret, read_web

REVIEWER = "t.okoro@ryefield.sch.uk"
PEOPLE = [PersonTable(email=REVIEWER, roles=["reviewer"])]
NAMED = {"x-forwarded-email": REVIEWER}


def test_the_proxys_word(make_client):
    client = make_client(WebTable(sign_in="header", person=PEOPLE))
    assert client.get("/").status_code == 403
    assert f"signed in as {REVIEWER}" in client.get("/", headers=NAMED).text
    assert 'href="/review"' in client.get("/", headers=NAMED).text
    twice = [("x-forwarded-email", "a@ryefield.sch.uk"), ("x-forwarded-email", REVIEWER)]
    assert client.get("/", headers=twice).status_code == 403


def test_another_machines_word_is_not_believed(make_client):
    table = WebTable(sign_in="header", person=PEOPLE, header=HeaderTable(proxies=["192.0.2.1"]))
    assert make_client(table).get("/", headers=NAMED).status_code == 403


def test_a_header_means_nothing_without_sign_in(client):
    assert "signed in" not in client.get("/", headers=NAMED).text
    assert client.get("/review", headers=NAMED).status_code == 403


def test_the_proxys_secret(make_client, tmp_path):
    file = tmp_path / "secret"
    file.write_text("a-secret-of-enough-length")
    file.chmod(0o600)
    client = make_client(WebTable(sign_in="header", header=HeaderTable(secret_file=str(file))))
    assert client.get("/", headers=NAMED).status_code == 403
    told = {**NAMED, "x-msgguard-proxy": "a-secret-of-enough-length"}
    assert client.get("/", headers=told).status_code == 200


@contextmanager
def provider(claims):
    """A small OpenID Connect provider: signs everybody in as ``claims``."""
    from authlib.jose import JsonWebKey, jwt

    key = JsonWebKey.generate_key("RSA", 2048, is_private=True, options={"kid": "k"})
    seen = {}

    class Provider(BaseHTTPRequestHandler):
        def do_GET(self):
            address = f"http://127.0.0.1:{self.server.server_port}"
            if self.path.startswith("/.well-known"):
                self.say(
                    {
                        "issuer": address,
                        "authorization_endpoint": address + "/authorize",
                        "token_endpoint": address + "/token",
                        "jwks_uri": address + "/keys",
                    }
                )
            elif self.path == "/keys":
                self.say({"keys": [key.as_dict(is_private=False)]})

        def do_POST(self):
            import time

            form = parse_qs(self.rfile.read(int(self.headers["content-length"])).decode())
            seen["verifier"] = form.get("code_verifier")
            address = f"http://127.0.0.1:{self.server.server_port}"
            now = int(time.time())
            payload = {"iss": address, "sub": "1", "aud": "msgguard", "iat": now, "exp": now + 60}
            payload |= {"nonce": seen["nonce"], **claims}
            token = jwt.encode({"alg": "RS256", "kid": "k"}, payload, key).decode()
            self.say({"access_token": "x", "token_type": "Bearer", "id_token": token})

        def say(self, data):
            body = json.dumps(data).encode()
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", seen
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize(
    ("claims", "comes_in"),
    [
        ({"email": REVIEWER, "email_verified": True}, True),
        ({"email": REVIEWER, "email_verified": False}, False),
        ({"email": "somebody@mail.example"}, False),
        ({}, False),
    ],
)
@pytest.mark.filterwarnings("ignore")
def test_openid_connect(make_client, tmp_path, claims, comes_in):
    secret = tmp_path / "client"
    secret.write_text("client-secret-of-some-length")
    secret.chmod(0o600)
    with provider(claims) as (issuer, seen):
        oidc = OidcTable(issuer=issuer, client_id="msgguard", client_secret_file=str(secret))
        table = WebTable(sign_in="oidc", oidc=oidc, public_url="http://localhost", person=PEOPLE)
        client = make_client(table)
        assert client.get("/").headers["location"] == "/sign-in"
        asked = client.get("/sign-in")
        query = parse_qs(urlsplit(asked.headers["location"]).query)
        assert query["code_challenge_method"] == ["S256"]
        assert query["redirect_uri"] == ["http://localhost/signed-in"]
        seen["nonce"] = query["nonce"][0]
        assert client.get("/signed-in?code=c&state=wrong").status_code == 403
        asked = client.get("/sign-in")
        query = parse_qs(urlsplit(asked.headers["location"]).query)
        seen["nonce"] = query["nonce"][0]
        back = client.get(f"/signed-in?code=c&state={query['state'][0]}")
        assert back.status_code == (303 if comes_in else 403)
        assert seen["verifier"]
        cookie = back.headers.get("set-cookie", "")
        assert not cookie or ("httponly" in cookie.lower() and "samesite=lax" in cookie.lower())
        page = client.get("/")
        assert (REVIEWER in page.text) is comes_in
        if comes_in:
            client.post("/sign-out", data={"token": "nonsense"})
            assert client.get("/").status_code == 200
            import re

            token = re.search(r'name="token" value="([^"]+)"', page.text)[1]
            assert "You are signed out" in client.post("/sign-out", data={"token": token}).text
            assert client.post("/", data={"text": "Hello"}).status_code == 403
            assert client.get("/").headers["location"] == "/sign-in"


def test_listeners_and_addresses():
    assert fault_of(WebTable()) is None
    assert fault_of(WebTable(listen="0.0.0.0:80"))[0] == ("listen",)
    assert fault_of(WebTable(listen="0.0.0.0:80", anonymous=True)) is None
    assert fault_of(WebTable(listen="0.0.0.0:80", sign_in="header")) is None
    assert fault_of(WebTable(public_url="http://check.school.example"))[0] == ("public_url",)
    assert fault_of(WebTable(sign_in="oidc"))[0] == ("oidc", "issuer")


def test_secrets_lie_in_files_that_others_cannot_read(tmp_path):
    file = tmp_path / "secret"
    file.write_text("a-secret-of-enough-length")
    file.chmod(0o644)
    with pytest.raises(ConfigError, match="must not be readable"):
        read_secret(str(file))
    file.chmod(0o600)
    assert read_secret(str(file)) == "a-secret-of-enough-length"
    file.write_text("short")
    with pytest.raises(ConfigError, match="too short"):
        read_secret(str(file))


def test_the_table_is_checked_with_lines(tmp_path):
    file = tmp_path / "msgguard.toml"
    file.write_text('[web]\nlisten = "0.0.0.0:80"\n')
    with pytest.raises(ConfigError, match=r"msgguard.toml:2: web.listen"):
        read_web(Settings(path=file, packs=("base",)))
    file.write_text("[web]\nlisten_on = 3\n")
    with pytest.raises(ConfigError, match="unknown key"):
        read_web(Settings(path=file, packs=("base",)))
    file.write_text('[web]\nkey_file = "key"\n')
    assert read_web(Settings(path=file, packs=("base",))).key_file == str(tmp_path / "key")
