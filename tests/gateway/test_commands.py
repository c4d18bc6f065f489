"""``msgguard gateway filter`` and the other commands, as processes and in place."""

import os
import subprocess
import sys

import pytest
from click.testing import CliRunner
from tests.gateway.parts import PARENT, PUPIL, SRC, TEACHER, raw_mail, school_folder

from msgguard.cli.gateway import command as gateway
from msgguard.cli.hold import command as hold
from msgguard.config import find_config, read_config
from msgguard.errors import ConfigError, UsageError
from msgguard.gateway.files import read_gateway
from msgguard.gateway.logins import hashed, is_right, read_users


@pytest.fixture
def config(tmp_path):
    return school_folder(tmp_path, '[gateway.hold]\nfolder = "hold"\n')


@pytest.mark.parametrize(
    ("text", "to", "code"),
    [
        ("hello", PARENT, 0),
        ("a purple badger", PARENT, 77),
        ("a purple zebra", PARENT, 99),
        ("a quiet quokka", PUPIL, 77),
    ],
)
def test_the_filter_answers_by_exit_code(config, text, to, code):
    done = CliRunner().invoke(
        gateway, ["filter", "--config", str(config), "-f", TEACHER, to], input=raw_mail(text)
    )
    assert done.exit_code == code
    assert (raw_mail(text) in done.stdout_bytes) is (code == 0)


@pytest.mark.parametrize(
    ("words", "raw", "code"),
    [([PARENT], b"", 65), ([], b"x", 64), (["--config", "/nowhere", PARENT], b"x", 78)],
)
def test_the_filter_tells_its_own_failures(config, words, raw, code):
    given = words if "--config" in words else ["--config", str(config), *words]
    assert CliRunner().invoke(gateway, ["filter", *given], input=raw).exit_code == code


def test_the_filter_puts_off_what_it_cannot_keep(config, tmp_path):
    (tmp_path / "hold").write_text("a file where the folder should be")
    done = CliRunner().invoke(
        gateway, ["filter", "--config", str(config), "-f", TEACHER, PARENT], input=raw_mail("a purple zebra")
    )
    assert done.exit_code == 75


def test_the_filter_as_a_process(config):
    done = subprocess.run(
        [sys.executable, "-m", "msgguard.gateway", "filter", "--config", str(config), "-f", TEACHER, PARENT],
        input=raw_mail("a grey heron"),
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(SRC)},
        timeout=60,
    )
    assert done.returncode == 0
    assert done.stdout.startswith(b"X-Msgguard: verdict=advise; codes=LX905\r\n")


def test_a_hold_from_list_to_return(config):
    run = CliRunner()
    run.invoke(
        gateway, ["filter", "--config", str(config), "-f", TEACHER, PARENT], input=raw_mail("a purple zebra")
    )
    listed = run.invoke(hold, ["list", "--config", str(config)]).output
    name = listed.split()[0]
    assert "LX901" in listed
    assert "G1" in listed
    assert name in run.invoke(hold, ["list", "--json", "--config", str(config)]).output
    shown = run.invoke(hold, ["show", name, "--config", str(config)]).output
    assert "A purple zebra." in shown
    assert isinstance(
        run.invoke(hold, ["show", name, "--text", "--config", str(config)]).exception, UsageError
    )
    text = ["show", name, "--text", "--by", "olive", "--reason", "asked", "--config", str(config)]
    assert run.invoke(hold, text).output.replace("\r", "") == raw_mail("a purple zebra").decode().replace(
        "\r", ""
    )
    asked = run.invoke(hold, ["ask", name, "--role", "Headteacher", "--config", str(config)])
    assert isinstance(asked.exception, UsageError)
    assert run.invoke(hold, ["return", name, "--by", "olive", "--config", str(config)]).exit_code == 0
    assert isinstance(run.invoke(hold, ["release", name, "--config", str(config)]).exception, UsageError)
    history = run.invoke(hold, ["show", name, "--config", str(config)]).output
    assert "olive  read: asked" in history
    assert "returning" in history


def test_only_who_holds_the_role_approves(config):
    run = CliRunner()
    filtered = ["filter", "--config", str(config), "-f", TEACHER, PARENT]
    run.invoke(gateway, filtered, input=raw_mail("a green wombat"))
    name = run.invoke(hold, ["list", "--config", str(config)]).output.split()[0]
    words = ["approve", name, "--role", "Headteacher", "--config", str(config), "--by"]
    assert isinstance(run.invoke(hold, [*words, "o.office@school.test"]).exception, UsageError)
    assert run.invoke(hold, [*words, "head@school.test"]).exit_code == 0
    assert "approved by Headteacher" in run.invoke(hold, ["show", name, "--config", str(config)]).output


def test_a_relay_without_a_next_hop_does_not_begin(config):
    from msgguard.gateway.supervise import serve

    with pytest.raises(ConfigError, match="next_hop"):
        serve(str(config), ("relay",))


def test_check_warns_of_what_is_missing(config):
    done = CliRunner().invoke(gateway, ["check", "--config", str(config)])
    assert done.exit_code == 0
    assert "nothing can be released" in done.output


def test_faults_of_the_table_are_told_with_their_line(tmp_path):
    path = school_folder(tmp_path, '[gateway]\nmode = "loud"\nworkers = 0\n[gateway.milter]\nlisen = "x"\n')
    with pytest.raises(ConfigError) as told:
        read_gateway(read_config(find_config(tmp_path, named=str(path))))
    assert {problem.line for problem in told.value.problems} == {4, 5, 7}


def test_paths_count_from_the_file(tmp_path):
    path = school_folder(tmp_path, '[gateway.hold]\nfolder = "h"\n[gateway.relay]\nusers_file = "/abs/u"\n')
    table = read_gateway(read_config(path))
    assert table.hold.folder == str(tmp_path / "h")
    assert table.relay.users_file == "/abs/u"
    assert table.mode == "enforce"


def test_users(tmp_path):
    path = tmp_path / "users"
    path.write_text(f"office:{hashed('pass:word')}\n")
    users = read_users(str(path))
    assert is_right(users, "office", b"pass:word")
    assert not is_right(users, "office", b"other")
    assert not is_right(users, "nobody", b"pass:word")
    path.write_text("office:plain\n")
    with pytest.raises(ConfigError, match="users:1"):
        read_users(str(path))
    done = CliRunner().invoke(gateway, ["user", "o"], input="p\np\n")
    assert done.output.splitlines()[-1].startswith("o:scrypt$")
