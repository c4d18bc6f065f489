"""AT801 to AT806: lists, file names, pictures and mixed-up files, and what was not read.

What a file says is its text's matter and found by the other detectors; here a file is
looked at as one thing: whom it is about, who gets it, and whether it was read at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace

from msgguard.detect.classlist import MOST_PUPILS, Named, base_name, in_files, in_text
from msgguard.detect.likeness import letters
from msgguard.detect.pupil import is_unpublished, named_pupils
from msgguard.detect.registry import Detector, Known, Refiner
from msgguard.model import Attachment, Channel, Confidence, Finding, Message, Origin, Owner
from msgguard.school.audience import GUARDIANS, standing_audience, unpublished_here
from msgguard.text.view import TextPart, View, text_part

NAMES = ("PN201", "PN202", "PN205")
_CHAIN = frozenset({Origin.QUOTED, Origin.FORWARDED})
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|heic|heif|webp|tiff?|bmp|avif|mp4|mov|m4v|3gp)$", re.IGNORECASE)
# A place as picture readers write it, and as other programs hand it over.
_PLACE = re.compile(
    r"\bgps(?:latitude|position|coordinates)?\b[^\n]{0,20}?[-+]?\d{1,3}(?:\.\d+|\s*(?:°|deg|,))"
    r"|\b(?:latitude|lat)\b\s*[:=]?\s*[-+]?\d{1,2}\.\d{2,}",
    re.IGNORECASE,
)
# Kinds of file that nobody reads, where a record gives no more than the name.
_UNREADABLE = (
    (re.compile(r"\.(?:p7m|pgp|gpg|rpmsg|age|kdbx|axx|aes)$", re.IGNORECASE), "it is encrypted"),
    (
        re.compile(r"\.(?:rar|7z|gz|tgz|tar|bz2|xz|cab|iso|dmg)$", re.IGNORECASE),
        "it is packed in a way that is not read",
    ),
    (
        re.compile(r"\.(?:mp3|m4a|wav|ogg|aac|wma|amr|opus|flac)$", re.IGNORECASE),
        "it is a sound recording",
    ),
    (
        re.compile(r"\.(?:mp4|mov|m4v|avi|mkv|wmv|webm|3gp|mpe?g)$", re.IGNORECASE),
        "it is a film",
    ),
)
_MOST_OF_A_REPORT = 2
_OF_FILES = ("name:", "file:")
_HUMP = re.compile(r"(?<=[a-zß-öø-ÿ])(?=[A-ZÀ-ÖØ-Þ])|(?<=[A-Za-z])(?=[0-9])|[+]")
_TOP = 300


def find(view: View, known: Known) -> Iterator[Finding]:
    """AT806: every attachment that was not read, or not all of it."""
    for attachment in view.message.attachments:
        reasons = list(dict.fromkeys(filter(None, map(_unread, attachment.files()))))
        if reasons:
            more = f" (and {len(reasons) - 1} more)" if len(reasons) > 1 else ""
            yield Finding(
                code="AT806",
                part=f"file:{attachment.name}",
                text=attachment.name,
                origin=Origin.ATTACHMENT,
                facts={"reason": reasons[0] + more},
                why=tuple(reasons),
            )


def _unread(file: Attachment) -> str:
    """Why a file was not read; a record's file without text or bytes counts as read, unless
    it is of a kind that no one reads.
    """
    if file.not_checked:
        return file.not_checked
    if file.text is None and file.data is None and not file.sections and not file.members:
        return next((reason for names, reason in _UNREADABLE if names.search(file.name)), "")
    return ""


def refine(view: View, known: Known, findings: list[Finding]) -> list[Finding]:
    """The findings, those on file names made into AT802 or AT803, and AT801 and AT804 added."""
    message = view.message
    named = named_in(view, known, findings)
    with_roster = known.roster is not None and bool(known.roster.pupils)
    pictures = {name for file in message.files() if _is_picture(file) for name, _, _ in file.texts()}
    out = without_repeats([f for f in findings if not _is_told_anew(f, pictures)])
    out.extend(in_text(view, named, with_roster=with_roster))
    if not message.attachments:
        return out
    out.extend(in_files(view, named, with_roster=with_roster))
    children = _children(message, known)
    unpublished = _unpublished(message, known)
    for file in message.files():
        here = _of_file(file, named)
        out.extend(_published(file, here, unpublished))
        if _is_picture(file):
            # A picture shows whoever was there: its names are AT803's matter, whosever parent gets it.
            out.extend(_picture(file, here))
        else:
            out.extend(_file_name(file, [m for m in here if m.part.startswith("name:")]))
            out.extend(_wrong_file(view, file, here, named, children))
    return out


def _is_told_anew(finding: Finding, pictures: Set[str]) -> bool:
    """Whether a name's finding gives way to the one on its file.

    A marked pupil in a picture's text is not the file's matter alone, and one that the roster does
    not know has no other finding.
    """
    if finding.part.startswith("name:"):
        return finding.code in ("PN201", "PN202") or (finding.code == "PN205" and bool(finding.about))
    return finding.part in pictures and finding.code in ("PN201", "PN202")


def without_repeats(findings: list[Finding]) -> list[Finding]:
    """A file that names whom the text above it names, and no surer than that, says nothing new."""
    said: dict[frozenset[str], Confidence] = {}
    for f in findings:
        if f.code == "PN201" and not f.excuse and f.about and f.part in ("body", "subject"):
            key = frozenset(f.about)
            said[key] = max(said.get(key, f.confidence), f.confidence)
    return [f for f in findings if not _is_repeat(f, said)]


def _is_repeat(finding: Finding, said: Mapping[frozenset[str], Confidence]) -> bool:
    if finding.code != "PN201" or finding.excuse or not finding.part.startswith("file:"):
        return False
    told = said.get(frozenset(finding.about))
    return told is not None and told >= finding.confidence


def named_in(view: View, known: Known, findings: Iterable[Finding]) -> list[Named]:
    """Who is named where: in the text by the names' findings, in files every time.

    Findings tell a name once a message, but a list or file name repeats what the text says.
    Without a roster the name itself stands for the pupil.
    """
    parts = {part.name: part for part in view.parts if not part.name.startswith(_OF_FILES)}
    found = [
        Named(
            f.part,
            parts[f.part].view_index(f.start),
            parts[f.part].view_index(f.end),
            f.about or (f"?{letters(f.text)}",),
            f.confidence is not Confidence.LOW,
        )
        for f in findings
        if f.code in NAMES and not f.excuse and f.origin not in _CHAIN and f.part in parts
    ]
    if view.message.attachments:
        texts = tuple(part for part in view.parts if part.name.startswith("file:"))
        names = tuple(_spelled_out(file) for file in view.message.files() if file.name)
        found += _mentions(view, known, (*texts, *names))
        told = {mention.part for mention in found}
        # In capitals at the beginning a full name is one whatever words it is made of: rich_little.jpg
        titled = (_spelled_out(file, title=True) for file in view.message.files() if file.name)
        again = tuple(part for part in titled if part.name not in told)
        found += _mentions(view, known, again, kinds=("full",))
    return found


def _mentions(
    view: View, known: Known, parts: tuple[TextPart, ...], *, kinds: tuple[str, ...] = ()
) -> list[Named]:
    index = known.names
    if index is None or not parts:
        return []
    return [
        Named(
            part.name,
            mention.start,
            mention.end,
            tuple(index.pupils[place].id for place in decided.pupils)
            or (f"?{letters(part.folded[mention.start : mention.end])}",),
            decided.confidence is not Confidence.LOW,
        )
        for part, mention, decided in named_pupils(View(message=view.message, parts=parts), known)
        if not decided.excuse and (not kinds or mention.kind in kinds)
    ]


def _spelled_out(file: Attachment, *, title: bool = False) -> TextPart:
    """A file's own name as words: ``WrenAshby_plan`` is ``Wren Ashby plan``."""
    words = _HUMP.sub(" ", base_name(file.name).replace("_", " "))
    return text_part(f"name:{file.name}", words.title() if title else words, origin=Origin.FILE_NAME)


def _of_file(file: Attachment, named: Sequence[Named]) -> list[Named]:
    parts = {f"name:{file.name}", *(name for name, _, _ in file.texts())}
    return [mention for mention in named if mention.part in parts]


def _is_picture(file: Attachment) -> bool:
    return file.media_type.startswith(("image/", "video/")) or _PICTURE.search(file.name) is not None


def _about(named: Iterable[Named]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(pupil for m in named for pupil in m.about if not pupil.startswith("?")))


def _file_name(file: Attachment, named: Sequence[Named]) -> Iterator[Finding]:
    """AT802: the name of the file names a pupil."""
    if named:
        yield _of_name(file, "AT802", named, why=("a pupil in the file's name",))


def _picture(file: Attachment, named: Sequence[Named]) -> Iterator[Finding]:
    """AT803: a pupil's name in a picture's name or details, or the place where it was taken."""
    place = any(_PLACE.search(text) for _, text, _ in file.texts())
    if named or place:
        why = [*(["a pupil's name with the picture"] if named else []), *(["its place"] if place else [])]
        found = _of_name(file, "AT803", named, why=tuple(why))
        yield replace(found, facts={"place": "yes"}) if place else found


def _published(file: Attachment, named: Sequence[Named], unpublished: frozenset[str]) -> Iterator[Finding]:
    """PN205: the name of a file in a post names a pupil who must not appear."""
    marked = [m for m in named if m.part.startswith("name:") and not unpublished.isdisjoint(m.about)]
    if marked:
        yield _of_name(file, "PN205", marked, why=("a marked pupil in the file's name",))


def _unpublished(message: Message, known: Known) -> frozenset[str]:
    """The pupils that a post must not name."""
    if message.channel is not Channel.POST or known.roster is None:
        return frozenset()
    here = unpublished_here(message, known.roster)
    return frozenset(pupil.id for pupil in known.roster.pupils if is_unpublished(pupil, here))


def _of_name(file: Attachment, code: str, named: Sequence[Named], *, why: tuple[str, ...]) -> Finding:
    name = base_name(file.name)
    return Finding(
        code=code,
        part=f"name:{file.name}",
        start=len(file.name) - len(name),
        end=len(file.name),
        text=name,
        origin=Origin.FILE_NAME,
        owner=Owner.PUPIL,
        confidence=Confidence.HIGH if not named or any(m.sure for m in named) else Confidence.MEDIUM,
        about=_about(named),
        why=why,
    )


def _wrong_file(
    view: View, file: Attachment, here: Sequence[Named], named: Sequence[Named], children: frozenset[str]
) -> Iterator[Finding]:
    """AT804: the file's pupil is not the reader's child, or else not the one the text is about."""
    in_name = [m for m in here if m.part.startswith("name:")]
    pupils = _keys(in_name or _titled(view, here))
    if view.message.channel is Channel.POST or not pupils or len(_keys(here)) > MOST_PUPILS:
        return
    if not in_name and len(pupils) > _MOST_OF_A_REPORT:
        return
    if children:
        if children.isdisjoint(pupils):
            yield _of_name(file, "AT804", here, why=("not the reader's child",))
    elif in_name:
        told = _keys(m for m in named if m.part in ("body", "subject"))
        if 0 < len(told) <= _MOST_OF_A_REPORT and told.isdisjoint(pupils):
            found = _of_name(file, "AT804", here, why=("not the child the text is about",))
            yield replace(found, confidence=Confidence.MEDIUM)


def _titled(view: View, named: Sequence[Named]) -> list[Named]:
    """Pupils named in full at the top of a file: a friend mentioned further down is not its matter."""
    parts = {part.name: part.folded for part in view.parts}
    return [m for m in named if m.sure and m.start < _TOP and len(parts[m.part][m.start : m.end].split()) > 1]


def _keys(named: Iterable[Named]) -> frozenset[str]:
    return frozenset(pupil for mention in named for pupil in mention.about)


def _children(message: Message, known: Known) -> frozenset[str]:
    """The children of every guardian who gets the message."""
    roster = known.roster
    if roster is None:
        return frozenset()
    found: set[str] = set()
    for recipient in message.recipients:
        guardian = roster.guardian_at(recipient.address)
        if guardian and standing_audience(recipient.address, known.school, roster) in GUARDIANS:
            found.update(guardian.children)
    return frozenset(found)


DETECTOR = Detector(name="files", codes=("AT806",), find=find)
REFINER = Refiner(
    name="files",
    codes=("AT801", "AT802", "AT803", "AT804", "PN205"),
    needs=("PN201", "PN202"),
    refine=refine,
)
