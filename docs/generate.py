"""Write the generated documentation: rules, clauses, command line, formats, the README's demonstration.

python docs/generate.py            write
python docs/generate.py --check    exit 1 where a file is not what would be written
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from msgguard.cli.demo import arguments, demo_folder  # noqa: E402
from msgguard.cli.main import VERBS, cli  # noqa: E402
from msgguard.config import ConfigFile  # noqa: E402
from msgguard.policy.files import (  # noqa: E402
    CasesFile,
    ClausesFile,
    Example,
    MatrixFile,
    PackFile,
    RuleFile,
)
from msgguard.policy.pack import built_in_folders, load_policy, read_rule_file  # noqa: E402
from msgguard.policy.policy import Clause, Policy, Rule  # noqa: E402
from msgguard.report.schema import report_schema  # noqa: E402
from msgguard.school.files import ApprovalsFile, SchoolFile  # noqa: E402
from msgguard.school.readers.files import FlagsFile, MapFile  # noqa: E402
from msgguard.web.files import WebTable  # noqa: E402
from msgguard.web.openapi import openapi  # noqa: E402
from msgguard.web.policy import FAMILIES  # noqa: E402

NOTE = "<!-- Written by docs/generate.py; do not edit. -->\n\n"
MODELS = {
    "msgguard.toml": ConfigFile,
    "school.toml": SchoolFile,
    "approvals.toml": ApprovalsFile,
    "roster-flags.toml": FlagsFile,
    "roster-map.toml": MapFile,
    "pack.toml": PackFile,
    "clauses.toml": ClausesFile,
    "matrix.toml": MatrixFile,
    "cases.toml": CasesFile,
    "rule.toml": RuleFile,
    "msgguard.toml.web": WebTable,
}
BEGIN, END = "<!-- demonstration -->", "<!-- end of demonstration -->"


def pages() -> Iterator[tuple[Path, str]]:
    """Every generated file with its text."""
    packs = sorted({p.parent.name for folder in built_in_folders() for p in folder.glob("*/pack.toml")})
    policy = load_policy([name for name in packs if name != "base"])
    docs = ROOT / "docs"
    yield docs / "rules" / "README.md", rule_index(policy)
    for rule in policy.rules.values():
        yield docs / "rules" / f"{rule.code}.md", rule_page(rule, policy)
    with_clauses = [info for info in policy.packs if any(c.pack == info.name for c in policy.clauses)]
    lines = [f"- [{info.title or info.name}]({info.name}.md)" for info in with_clauses]
    yield docs / "clauses" / "README.md", NOTE + "# Clauses\n\n" + "\n".join(lines) + "\n"
    for info in with_clauses:
        clauses = [clause for clause in policy.clauses if clause.pack == info.name]
        yield docs / "clauses" / f"{info.name}.md", clause_page(info.title or info.name, clauses, policy)
    yield docs / "cli.md", cli_page()
    for name, model in MODELS.items():
        schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **model.model_json_schema()}
        yield docs / "formats" / f"{name}.schema.json", as_json(schema)
    yield docs / "formats" / "report.schema.json", as_json(report_schema())
    yield docs / "openapi.json", as_json(openapi(WebTable()))
    yield docs / "formats" / "README.md", formats_page()
    yield ROOT / "README.md", readme()


def as_json(data: object) -> str:
    """Data as a JSON file."""
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def rule_index(policy: Policy) -> str:
    """All rules by family."""
    out = [NOTE + "# Rules"]
    for family, title in FAMILIES.items():
        out.append(f"\n## {family}: {title}\n\n| code | name | finds |\n|---|---|---|")
        out += [
            f"| [{rule.code}]({rule.code}.md) | {rule.name} | {cell(rule.what)} |"
            for rule in policy.rules.values()
            if rule.code.startswith(family)
        ]
    return "\n".join(out) + "\n"


def rule_page(rule: Rule, policy: Policy) -> str:
    """One rule: what, why, instead, clauses, examples."""
    entry = read_rule_file(rule.path)
    out = [NOTE + f"# {rule.code} {rule.name}\n", rule.what]
    out += [f"\n**Why.** {rule.why}", f"\n**Instead.** {rule.instead}"]
    if rule.leaves_alone:
        out.append("\n## Leaves alone\n")
        out += [f"- {what}" for what in rule.leaves_alone]
    clauses = [c for c in policy.clauses if any(rule.code.startswith(k.when.rules) for k in c.checks)]
    if clauses:
        out.append("\n## Clauses it may conflict with\n")
        out += [f"- {link(clause)} ({clause.duty}): {clause.short or clause.text}" for clause in clauses]
    for title, examples in (("Found", entry.bad), ("Not found", entry.good)):
        if examples:
            out.append(f"\n## {title}\n")
            out += [example_line(example) for example in examples]
    out.append(f"\nSince {rule.since}." + (" Preview: it never blocks." if rule.preview else ""))
    return "\n".join(out) + "\n"


def link(clause: Clause) -> str:
    """A link to the clause on its pack's page."""
    return f"[{clause.ref}](../clauses/{clause.pack}.md#{clause.ref.lower()})"


def example_line(example: Example) -> str:
    """An example as one line of a list."""
    text = " ".join((f"{example.subject}: {example.text}" if example.subject else example.text).split())
    said = f"`{text.replace('`', chr(39))}`" if text else "(no text)"
    facts = [example.channel] if example.channel != "email" else []
    facts += [f"post: {example.post}"] if example.post else []
    facts += [f"from {example.sender}"] if example.sender else []
    facts += [f"to {', '.join(example.recipients)}"] if example.recipients else []
    facts += [f"file {attachment.name}" for attachment in example.attachments]
    facts += [f"{name}: {value}" for name, value in example.headers.items()]
    facts += [example.leaves_alone] if example.leaves_alone else []
    return f"- {said}" + (f" ({'; '.join(map(cell, facts))})" if facts else "")


def clause_page(title: str, clauses: list[Clause], policy: Policy) -> str:
    """A pack's clauses in the document's order."""
    out = [NOTE + f"# {title}\n"]
    for clause in clauses:
        out.append(f'<a id="{clause.ref.lower()}"></a>\n')
        out.append(f"## {clause.ref}: {clause.short or clause.section}\n")
        out.append(f"> {clause.text}\n")
        reach = f"channel: {', '.join(clause.channel)}; towards: {', '.join(clause.to)}."
        out.append(f"{clause.section}. Duty: {clause.duty}. Binds {', '.join(clause.binds)}; {reach}")
        if clause.exception:
            out.append(f"Exception: prior approval by the {clause.exception}.")
        codes = [
            rule.code
            for rule in policy.rules.values()
            if any(rule.code.startswith(check.when.rules) for check in clause.checks)
        ]
        links = ", ".join(f"[{code}](../rules/{code}.md)" for code in codes)
        out.append(
            f"\nChecked by {links}.\n" if links else "\nNo rule checks it: a message cannot show it.\n"
        )
    return "\n".join(out).rstrip() + "\n"


def cell(text: str) -> str:
    """Text fit for a cell of a table."""
    return " ".join(text.split()).replace("|", "\\|")


def cli_page() -> str:
    """The help of every verb."""
    out = [
        NOTE + "# Command line\n\nExit codes: 0 nothing at or above the fail level; 1 something was found;"
    ]
    out.append("2 it could not be checked, which wins over 1; 130 interrupted.\n")
    out.append(help_of(cli, "msgguard", None))
    context = click.Context(cli, info_name="msgguard", terminal_width=100)
    for verb in VERBS:
        command = cli.get_command(context, verb)
        assert command is not None
        out += [f"\n## msgguard {verb}\n", help_of(command, verb, context)]
        if isinstance(command, click.Group):
            inner = click.Context(command, info_name=verb, parent=context, terminal_width=100)
            for name in command.list_commands(inner):
                child = command.get_command(inner, name)
                assert child is not None
                out += [f"\n### msgguard {verb} {name}\n", help_of(child, name, inner)]
    return "\n".join(out) + "\n"


def help_of(command: click.Command, name: str, parent: click.Context | None) -> str:
    """One command's help as a block."""
    context = click.Context(command, info_name=name, parent=parent, terminal_width=100)
    lines = (line.rstrip() for line in command.get_help(context).rstrip().splitlines())
    return "```text\n" + "\n".join(lines) + "\n```"


def formats_page() -> str:
    """What the schemas are for."""
    out = [NOTE + "# Formats\n\nJSON Schemas, for editors and for programs that read reports.\n"]
    out += [f"- [{name}]({name}.schema.json)" for name in MODELS]
    out.append("- [report](report.schema.json): `msgguard check -f json`; a line of `-f jsonl` is its")
    out.append("  `$defs/message`, and the last one a summary if `--summary` asks for it")
    return "\n".join(out) + "\n"


def readme() -> str:
    """The README with the demonstration's present output."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    head, _, rest = text.partition(BEGIN)
    _, _, tail = rest.partition(END)
    return f"{head}{BEGIN}\n```text\n{demonstration()}```\n{END}{tail}"


def demonstration() -> str:
    """What the check of the demonstration prints, with its path shortened."""
    folder = demo_folder()
    out, notes = io.StringIO(), io.StringIO()
    code = None
    with redirect_stdout(out), redirect_stderr(notes):
        try:
            cli.main([*arguments(folder), "--color", "never"], prog_name="msgguard")
        except SystemExit as end:
            code = end.code
    if code != 1:
        raise RuntimeError(f"the demonstration ended with {code}: {notes.getvalue()}")
    return "$ msgguard check draft.eml\n" + tidy(out.getvalue(), str(folder / "draft.eml"))


def tidy(text: str, path: str) -> str:
    """The path as a user would see it; clause lists set to the right again."""
    lines = []
    for line in text.splitlines():
        if path in line:
            line = line.replace(path, "draft.eml")
            head, gap, tail = line.rpartition("   ")
            if gap and tail.startswith("clause"):
                left = head.rstrip()
                line = left + " " * max(3, 100 - len(left) - len(tail)) + tail
        lines.append(line)
    return "\n".join(lines) + "\n"


def main() -> int:
    """Write every page, or compare; 1 where a page is stale or left over."""
    check = "--check" in sys.argv[1:]
    stale: list[Path] = []
    made: set[Path] = set()
    for path, text in pages():
        made.add(path)
        if path.is_file() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(path)
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    folders = [ROOT / "docs" / name for name in ("rules", "clauses", "formats")]
    old = [path for folder in folders for path in sorted(folder.glob("*")) if path not in made]
    for path in old:
        if not check:
            path.unlink()
    for path in [*stale, *old]:
        print(f"{'stale' if check else 'wrote' if path in made else 'removed'}: {path.relative_to(ROOT)}")
    if check and (stale or old):
        print("run: python docs/generate.py", file=sys.stderr)
    return 1 if check and (stale or old) else 0


if __name__ == "__main__":
    sys.exit(main())
