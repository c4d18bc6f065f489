"""msgguard's detectors as a spaCy pipeline component, for people who have a pipeline.

    import spacy
    import msgguard.spacy_component

    nlp = spacy.blank("en")
    nlp.add_pipe("msgguard", config={"config": "msgguard.toml"})
    doc = nlp("Well done to Kofi and May!")
    doc.spans["msgguard"]          # spans, labelled with the rule's code
    doc._.msgguard                 # the findings themselves

The text is read as the body of a message with one outside reader, or as a post with
``channel = "post"``. It finds; it does not judge: levels need recipients. Needs the extra
``nlp``; nothing else in msgguard imports this module.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup

from msgguard.engine import Setup, find
from msgguard.model import Channel, Finding, Message, Party, PostKind, Recipient
from msgguard.setup import load_setup

KEY = "msgguard"

if not Doc.has_extension(KEY):
    Doc.set_extension(KEY, default=())
if not Span.has_extension(KEY):
    Span.set_extension(KEY, default=None)


@Language.factory(KEY, default_config={"config": None, "channel": "email"})
def make_component(nlp: Language, name: str, config: str | None, channel: str) -> Callable[[Doc], Doc]:
    """The component for a configuration file (None: as the command line finds it)."""
    return Component(setup=load_setup(config), channel=Channel(channel))


class Component:
    """Adds findings to a document; spans are grown to whole tokens."""

    def __init__(self, *, setup: Setup, channel: Channel) -> None:
        self.setup = setup
        self.channel = channel

    def __call__(self, doc: Doc) -> Doc:
        """Find in the document's text and put the results on it."""
        findings = findings_in(doc.text, self.setup, channel=self.channel)
        spans = []
        for finding in findings:
            if finding.part != "body" or finding.start < 0:
                continue
            span = doc.char_span(finding.start, finding.end, label=finding.code, alignment_mode="expand")
            if span is not None:
                span._.set(KEY, finding)
                spans.append(span)
        doc.spans[KEY] = SpanGroup(doc, name=KEY, spans=spans)
        doc._.set(KEY, findings)
        return doc

    def to_bytes(self, **_: Any) -> bytes:
        """Nothing: the configuration says it all."""
        return b""

    def from_bytes(self, _data: bytes, **_: Any) -> Component:
        """The component as it is."""
        return self

    def to_disk(self, _path: Any, **_: Any) -> None:
        """Nothing: the configuration says it all."""

    def from_disk(self, _path: Any, **_: Any) -> Component:
        """The component as it is."""
        return self


def findings_in(text: str, setup: Setup, *, channel: Channel) -> tuple[Finding, ...]:
    """The findings of a bare text."""
    message = Message(
        id="doc",
        channel=channel,
        post=PostKind.PERSONAL if channel is Channel.POST else None,
        sender=Party(address=""),
        recipients=()
        if channel is Channel.POST
        else (Recipient(party=Party(address="reader@outside.example")),),
        body=text,
    )
    kept, _, _ = find(message, setup)
    return tuple(kept)
