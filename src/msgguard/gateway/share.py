"""Metrics shared by the gateway's processes: each writes to a file of its own, one adds them up."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable

from prometheus_client import CollectorRegistry, generate_latest, values
from prometheus_client.multiprocess import MultiProcessCollector

from msgguard.gateway.observe import Meters, make_meters


def shared_meters(slot: Callable[[], int]) -> Meters:
    """Metrics of all processes forked from here; ``slot`` tells the process from its siblings.

    A process that takes a dead one's slot goes on with its counts, so nothing is lost by a crash
    and no files pile up.
    """
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="msgguard-metrics-")
    values.ValueClass = values.MultiProcessValue(slot)  # type: ignore[no-untyped-call]
    return make_meters()


def exposed() -> bytes:
    """The metrics of all processes, in Prometheus's text format."""
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)
