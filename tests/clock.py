"""The one way tests take a time: processor seconds, the best of a few runs, the collector at rest."""

import gc
import time


def least_seconds(work, *, runs=3):
    """The least processor time that one call of ``work`` took.

    The collector waits meanwhile: a full collection of what earlier tests left behind costs more
    than most of what is measured here, and falls where it likes.
    """
    best = float("inf")
    collecting = gc.isenabled()
    gc.disable()
    try:
        for _ in range(runs):
            started = time.process_time()
            work()
            best = min(best, time.process_time() - started)
    finally:
        if collecting:
            gc.enable()
    return best
