"""Metrics and log lines of the gateway: codes, clauses, times, never an address or a word of a message."""

from __future__ import annotations

import json
import logging
import sys
from dataclasses import dataclass

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

LOG = logging.getLogger("msgguard.gateway")
_SECONDS = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Meters:
    """The gateway's metrics; made once a process (several processes share them by files)."""

    messages: Counter
    findings: Counter
    failures: Counter
    seconds: Histogram
    sessions: Gauge
    posts: Counter


def make_meters(registry: CollectorRegistry | None = None) -> Meters:
    """New metrics in ``registry`` (None: nowhere but here)."""
    kept = registry if registry is not None else CollectorRegistry()
    return Meters(
        messages=Counter(
            "msgguard_messages", "Messages by the way they took.", ("door", "way", "verdict"), registry=kept
        ),
        findings=Counter("msgguard_findings", "Findings that counted, by code.", ("code",), registry=kept),
        failures=Counter("msgguard_failures", "What went wrong, by kind.", ("door", "kind"), registry=kept),
        seconds=Histogram(
            "msgguard_check_seconds",
            "From the end of a message to its answer, without the next hop.",
            ("door",),
            buckets=_SECONDS,
            registry=kept,
        ),
        sessions=Gauge(
            "msgguard_sessions",
            "Open sessions.",
            ("door",),
            registry=kept,
            multiprocess_mode="livesum",
        ),
        posts=Counter(
            "msgguard_posts",
            "Mails sent from the hold store, by kind and result.",
            ("kind", "result"),
            registry=kept,
        ),
    )


class _Json(logging.Formatter):
    """One JSON object a line (logging asks for a subclass)."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line = {"time": round(record.created, 3), "level": record.levelname.lower(), "event": record.msg}
        return json.dumps({**line, **_facts(record)}, default=str)


class _Plain(logging.Formatter):
    """``event key=value``, for a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        return " ".join([str(record.msg), *(f"{key}={value}" for key, value in _facts(record).items())])


def _facts(record: logging.LogRecord) -> dict[str, object]:
    facts: dict[str, object] = getattr(record, "facts", {})
    return facts


def ready_log(style: str) -> None:
    """Log lines on standard error: one JSON object a line, or plain."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Plain() if style == "plain" else _Json())
    LOG.handlers[:] = [handler]
    LOG.propagate = False
    LOG.setLevel(logging.INFO)
    # aiosmtpd and aiosmtplib log commands, so addresses; this gateway does not.
    for name in ("mail.log", "mail.debug", "mail.error", "aiosmtplib"):
        quiet = logging.getLogger(name)
        quiet.handlers[:] = [logging.NullHandler()]
        quiet.propagate = False
        quiet.setLevel(logging.CRITICAL + 1)


def say(event: str, *, level: int = logging.INFO, **facts: object) -> None:
    """One log line. Facts are names, numbers, codes: callers pass no content and no address."""
    LOG.log(level, event, extra={"facts": facts})
