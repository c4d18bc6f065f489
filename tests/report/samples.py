"""A small policy and reports made by hand, so that the formats are tested apart from any rule."""

from datetime import date
from pathlib import Path

from msgguard.model import (
    Attachment,
    Audience,
    Channel,
    Cited,
    Confidence,
    Finding,
    Level,
    Message,
    Origin,
    Owner,
    Party,
    PolicyWarning,
    Recipient,
    Report,
)
from msgguard.policy.policy import Cell, Check, Clause, Condition, PackInfo, Policy, Row, Rule
from msgguard.report.run import Outcome, Run

PHONE = "07700 900123"
BODY = f"Hi Zoë 😀,\n\n🎉 If you get stuck, ring me on {PHONE} tonight.\n\nMiss M"


def rule(code, name, message="{text} looks like that."):
    return Rule(
        code=code,
        name=name,
        what=f"What {name} is.",
        why="Why it matters.",
        instead="Do this instead.",
        message=message,
        path=Path("x"),
    )


def clause(ref, duty, text, codes, exception=""):
    return Clause(
        pack="test-pack",
        ref=ref,
        section=f"Section {ref}",
        text=text,
        short=f"short {ref}",
        binds=("everyone",),
        channel=("any",),
        to=("any",),
        exception=exception,
        duty=duty,
        checks=(
            Check(when=Condition(rules=codes), channel=frozenset({"any"}), to=frozenset(Audience), duty=duty),
        ),
    )


POLICY = Policy(
    packs=(
        PackInfo(name="base", version="1"),
        PackInfo(name="test-pack", version="2.0", title="Test School: Policy", due=date(2020, 1, 1)),
    ),
    rules={
        r.code: r
        for r in (
            rule("CD101", "personal-phone"),
            rule("SC402", "reply-elsewhere"),
            rule("AT802", "pupil-filename"),
            rule("PN201", "named-pupil"),
        )
    },
    clauses=(
        clause(
            "A1", "must not", "Contact details are not given to pupils, the mobile number included", ("CD",)
        ),
        clause("A2", "should not", "Contact details are not given", ("CD", "SC"), "Head"),
        clause("B1", "must", "Pupils are protected " + "in everything that is written " * 6, ("PN", "AT")),
    ),
    matrices=(
        (
            Row(
                when=Condition(rules=("CD", "SC", "PN", "AT")),
                cells={a: Cell(level=Level.BLOCK if a is Audience.PUPIL else Level.WARN) for a in Audience},
            ),
        ),
    ),
    words={},
)


def cited(ref, by=None, note=""):
    found = POLICY.clause(ref)
    return Cited(pack=found.pack, ref=ref, duty=found.duty, text=found.text, cleared_by=by, note=note)


def warning(finding, level, clauses, **extra):
    return PolicyWarning(
        finding=finding,
        name=POLICY.rules[finding.code].name,
        level=level,
        audience=extra.pop("audience", Audience.PUPIL),
        clauses=clauses,
        message=extra.pop("message", f"{' '.join(finding.text.split())} looks like that."),
        suggestion="Give the office number, or ask the office to send the text.",
        **extra,
    )


def message(body=BODY, **extra):
    return Message(
        id=extra.pop("id", "m-1"),
        channel=Channel.EMAIL,
        sender=Party(address="a.marsh@school.example"),
        recipients=(Recipient(party=Party(address="zoe@pupils.school.example")),),
        headers=(("Reply-To", "ann.marsh@mail.example"),),
        subject="Re: stuck",
        body=body,
        **extra,
    )


def phone_finding(body=BODY, text=PHONE, **extra):
    start = body.index(text)
    return Finding(code="CD101", part="body", start=start, end=start + len(text), text=text, **extra)


def reports():
    """One report with several warnings, one allowed, one hostile, one not wholly checked."""
    file = "Zoe Stone report.docx"
    first = message(attachments=(Attachment(name=file, text="Zoe Stone did well."),))
    yield Report(
        message=first,
        verdict=Level.BLOCK,
        warnings=(
            warning(
                phone_finding(owner=Owner.SENDER, why=("secret reason",), about=("p1",)),
                Level.BLOCK,
                (cited("A1"), cited("A2", "HT-7", "trip phone")),
                escalate="designated person",
            ),
            warning(
                Finding(
                    code="PN201",
                    part=f"file:{file}",
                    start=0,
                    end=9,
                    text="Zoe Stone",
                    origin=Origin.ATTACHMENT,
                    confidence=Confidence.MEDIUM,
                ),
                Level.WARN,
                (cited("B1"),),
            ),
            warning(
                Finding(code="SC402", part="header:Reply-To", text="ann.marsh@mail.example"),
                Level.WARN,
                (cited("A2", note="approval HT-1 ran out on 2026-01-01"),),
                message="Replies would go to ann.marsh@mail.example.",
            ),
            warning(
                Finding(
                    code="AT802",
                    part=f"name:{file}",
                    start=0,
                    end=len(file),
                    text=file,
                    origin=Origin.FILE_NAME,
                ),
                Level.ADVISE,
                (cited("B1"),),
            ),
        ),
        not_checked=(f"The file {file} holds a picture that was not read.",),
    )
    plain = message("Ring me on 07700 900777.", id="m-2")
    yield Report(
        message=plain,
        verdict=Level.PASS,
        warnings=(
            warning(
                phone_finding(plain.body, "07700 900777"),
                Level.WARN,
                (cited("A2", "HT-7", "trip phone"),),
                allowed=True,
                audience=Audience.OWN,
            ),
        ),
        excused=(Finding(code="CD101", part="body", start=0, end=4, text="Ring", excuse="is_price"),),
    )
    yield Report(message=message("Nothing here.", id="m-3"), verdict=Level.PASS, warnings=())
    yield Report(
        message=message("x", id="m-4"),
        verdict=Level.WARN,
        warnings=(),
        errors=("detector x failed: ValueError",),
    )


SOURCES = ("drafts/1.eml", "drafts/2.txt", "drafts/3 & <b>.eml", "list.jsonl:4")


def outcomes():
    """The reports as outcomes, and one input that could not be read."""
    for number, (source, report) in enumerate(zip(SOURCES, reports(), strict=True)):
        yield Outcome(source=source, report=report, first_line=3 if number == 1 else 0)
    yield Outcome(source="list.jsonl:5", id="m-5", error="not valid JSON: Expecting value")


def run(**extra):
    return Run(
        policy=POLICY,
        version="0.0.0",
        notices=("RV901 policy-overdue: Test School: Policy",),
        approvals="approvals.toml",
        approval_lines={"HT-7": 12},
        **extra,
    )
