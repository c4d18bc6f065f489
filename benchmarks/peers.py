"""msgguard beside its peers on the same messages in one run: milliseconds a message.

    python -m benchmarks.peers --peers-python /path/to/venv/bin/python

The peers live in an environment of their own (their dependencies are not ours):
``pip install presidio-analyzer argus-redact`` and a small English spaCy model. Every tool runs
in its own process; rounds alternate between them, so a change of the machine's speed hits all.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
from pathlib import Path

from benchmarks.messages import ordinary, unicode_text, with_findings

WORKER = r"""
import json, sys, time
kind, model = sys.argv[1], sys.argv[2]
if kind == "msgguard":
    from benchmarks.messages import email
    from msgguard.config import read_config
    from msgguard.engine import check
    from msgguard.setup import setup_from
    from pathlib import Path
    setup = setup_from(read_config(Path("corpora/ryefield/msgguard.toml")))
    run = lambda text: len(check(email(text), setup).warnings)
elif kind == "argus-redact":
    from argus_redact import redact
    run = lambda text: len(redact(text, lang="en", detailed=False))
else:
    from presidio_analyzer import AnalyzerEngine
    from presidio_analyzer.nlp_engine import NlpEngineProvider
    engine = NlpEngineProvider(nlp_configuration={"nlp_engine_name": "spacy",
        "models": [{"lang_code": "en", "model_name": model}]}).create_engine()
    if kind == "presidio without NER":
        for name in ("ner", "parser", "tagger", "attribute_ruler", "lemmatizer"):
            if name in engine.nlp["en"].pipe_names:
                engine.nlp["en"].disable_pipe(name)
    analyzer = AnalyzerEngine(nlp_engine=engine)
    run = lambda text: len(analyzer.analyze(text, language="en"))
print("ready", flush=True)
for line in sys.stdin:
    text = json.loads(line)
    start = time.perf_counter()
    found = run(text)
    print(json.dumps([(time.perf_counter() - start) * 1000, found]), flush=True)
"""


def start(kind: str, python: str, model: str) -> subprocess.Popen[str] | None:
    """A worker, or None where the peer is not installed."""
    worker = subprocess.Popen(
        [python, "-W", "ignore", "-c", WORKER, kind, model],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=Path(__file__).parent.parent,
    )
    assert worker.stdout
    while True:
        line = worker.stdout.readline()
        if line.strip() == "ready":
            return worker
        if not line:
            return None


def main() -> None:
    """Time every tool on every message and print the table."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--peers-python", default=sys.executable)
    options.add_argument("--model", default="en_core_web_sm")
    options.add_argument("--rounds", type=int, default=40)
    given = options.parse_args()
    texts = {"ordinary": ordinary(), "findings": with_findings(), "unicode": unicode_text()}
    kinds = {
        "msgguard": sys.executable,
        "argus-redact": given.peers_python,
        "presidio": given.peers_python,
        "presidio without NER": given.peers_python,
    }
    workers = {kind: start(kind, python, given.model) for kind, python in kinds.items()}
    times: dict[tuple[str, str], list[float]] = {}
    for turn in range(given.rounds + 5):
        for kind, worker in workers.items():
            if worker is None:
                continue
            assert worker.stdin
            for name, text in texts.items():
                worker.stdin.write(json.dumps(text) + "\n")
                worker.stdin.flush()
                took, _ = json.loads(worker.stdout.readline())
                if turn >= 5:
                    times.setdefault((kind, name), []).append(took)
    print(f"{'ms a message (228 words)':24}" + "".join(f"{name:>24}" for name in texts))
    print(f"{'':24}" + "".join(f"{'median':>12}{'p99':>12}" for _ in texts))
    for kind, worker in workers.items():
        if worker is None:
            print(f"{kind:24} not installed")
            continue
        row = ""
        for name in texts:
            taken = sorted(times[kind, name])
            row += f"{statistics.median(taken):12.3f}{taken[int(len(taken) * 0.99) - 1]:12.3f}"
        print(f"{kind:24}{row}")


if __name__ == "__main__":
    main()
