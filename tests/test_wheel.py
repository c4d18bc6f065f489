"""The built wheel, installed into an environment of its own: packs, demonstration, a draft."""

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
pytest.importorskip("build")
pytest.importorskip("hatchling")


def call(*args, **kw):
    env = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    return subprocess.run(list(map(str, args)), capture_output=True, text=True, env=env, check=False, **kw)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    made = call(
        sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT, cwd=folder
    )
    assert made.returncode == 0, made.stdout + made.stderr
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def python(wheel, tmp_path_factory):
    """A fresh environment with the wheel; its dependencies are this environment's own."""
    folder = tmp_path_factory.mktemp("venv")
    assert call(sys.executable, "-m", "venv", "--without-pip", folder).returncode == 0
    found = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    site = Path(call(found, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").stdout.strip())
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    # After the wheel's own files, so that an editable install of this checkout does not stand before them.
    (site / "zz-dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return found


def test_the_wheel_holds_data_and_nothing_of_the_tests(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    for wanted in (
        "msgguard/py.typed",
        "msgguard/report/page.css",
        "msgguard/rules/base/matrix.toml",
        "msgguard/rules/base/rules/CD101.toml",
        "msgguard/rules/ryefield-2016/demo/draft.eml",
        "msgguard/scaffold/templates/clauses.toml",
        "msgguard/web/templates/check.html",
        "msgguard/web/static/check.js",
    ):
        assert wanted in names
    assert not [name for name in names if name.startswith(("tests", "corpora", "docs"))]


def test_a_draft_is_checked_with_it(python, tmp_path):
    (tmp_path / "d.txt").write_text("To: parent1@mail.example\n\nHello\n\nSent from my iPhone\n")
    where = call(python, "-c", "import msgguard; print(msgguard.__file__)", cwd=tmp_path)
    assert str(ROOT) not in where.stdout
    done = call(python, "-m", "msgguard", "check", "d.txt", cwd=tmp_path)
    assert (done.returncode, "d.txt:5:1: advise SC404" in done.stdout) == (0, True), done.stderr
    packs = call(python, "-m", "msgguard", "pack", "list", cwd=tmp_path)
    assert "ryefield-2016" in packs.stdout


def test_the_demonstration_and_a_new_pack_work_from_it(python, tmp_path):
    demo = call(python, "-m", "msgguard.cli.demo", cwd=tmp_path)
    assert demo.returncode == 0, demo.stderr
    assert "What next?" in demo.stdout
    assert call(python, "-m", "msgguard", "pack", "new", "hill-1", cwd=tmp_path).returncode == 0
    checked = call(python, "-m", "msgguard", "pack", "check", "hill-1", cwd=tmp_path)
    assert checked.returncode == 0, checked.stdout + checked.stderr
