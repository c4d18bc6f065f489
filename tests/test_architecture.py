"""The promises of the layout: imports go one way, policy and schools stay out of the code."""

import ast
import re
from pathlib import Path

import pytest

SRC = Path(__file__).parent.parent / "src" / "msgguard"

# Room -> the rooms it may import from (besides itself). CONTRIBUTING.md draws the same table.
FLOOR = {"model", "errors", "_version", "tomlfile", "lazyre"}
ARROWS = {
    "model": set(),
    "errors": set(),
    "_version": set(),
    "lazyre": set(),
    "tomlfile": {"errors"},
    "school": FLOOR,
    "intake": FLOOR,
    "policy": FLOOR,
    "text": FLOOR,
    "detect": FLOOR | {"school", "text"},
    "judge": FLOOR | {"policy", "school"},
    "report": FLOOR | {"policy"},
    "config": FLOOR,
    "selection": FLOOR | {"policy"},
    "engine": FLOOR | {"intake", "text", "detect", "judge", "policy", "school"},
    "setup": FLOOR | {"config", "selection", "policy", "school", "detect", "engine"},
    "evaluate": FLOOR | {"engine", "intake"},
    "evaluate_sentences": FLOOR | {"engine", "evaluate"},
    "examples": FLOOR | {"engine", "intake", "policy", "school", "setup", "detect"},
    "scaffold": FLOOR | {"policy", "config", "school"},
    "crosscheck": FLOOR | {"policy", "detect", "examples", "hostile", "packcases"},
    "packcases": FLOOR | {"policy", "school", "setup", "detect", "engine"},
    "hostile": FLOOR | {"policy", "detect"},
    "explain": FLOOR | {"engine", "detect", "text", "school"},
    "spacy_component": FLOOR | {"engine", "setup", "intake"},
    "__init__": FLOOR | {"engine", "setup", "intake"},  # lazily: importing msgguard imports none of them
    "__main__": {"cli"},
    "cli": None,  # front ends may call anything above the detectors; see below
}
FRONT_ENDS = {"cli", "gateway", "web", "audit"}
NOT_FOR_FRONT_ENDS = {"detect", "judge", "text"}


def room_of(path: Path) -> str:
    return path.relative_to(SRC).parts[0].removesuffix(".py")


def imports_of(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names = [node.module or ""]
            if node.module == "msgguard":
                names = [f"msgguard.{alias.name}" for alias in node.names]
        else:
            continue
        found.update(name.split(".")[1] for name in names if name.startswith("msgguard."))
    return found


FILES = sorted(SRC.rglob("*.py"))


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(SRC)))
def test_imports_go_one_way(path):
    room = room_of(path)
    imported = imports_of(path) - {room, "__version__"}
    if room in FRONT_ENDS:
        assert not imported & NOT_FOR_FRONT_ENDS
        return
    assert room in ARROWS, f"new room {room}: give it a row in ARROWS and in CONTRIBUTING.md"
    assert imported <= ARROWS[room], f"{path.name} must not import {imported - ARROWS[room]}"


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(SRC)))
def test_no_clause_or_school_in_code(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\b(?:KP[1-3]|PU[1-7][ab]?|EV\d{1,2}|BR1|CU1|RV1|DP[12]|SG1|SW1)\b", text)
    assert "ryefield" not in text.lower()


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(SRC)))
def test_every_module_says_its_matter(path):
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
