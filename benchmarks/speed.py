"""How fast: reading and planning warm, many accounts, the command line cold, the walk of `prove`.

The peer is scikit-learn's own scoring of the same kind of text (TF-IDF over characters into a linear machine of as many
classes), where it is installed, and a bare `python -c pass` for the cold start. Prints one JSON object.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from datetime import date

from accounts import account_of, rows
from machine import machine

from fingerpost.journeys.happened import as_json, assess
from fingerpost.journeys.prove import proof
from fingerpost.knowledge.load import load

TODAY = date(2026, 11, 23)
RUNS = 7


def warm() -> dict[str, float]:
    """Time one account at a time: read, plan, next question, and the whole answer as JSON."""
    known = load()
    accounts = [account_of(row) for row in rows("dev")]
    for account in accounts[:20]:
        as_json(assess(account, known), known, TODAY)
    times = []
    for account in accounts:
        start = time.perf_counter()
        json.dumps(as_json(assess(account, known), known, TODAY))
        times.append(1000 * (time.perf_counter() - start))
    return {
        "median_ms": round(statistics.median(times), 1), "p95_ms": round(sorted(times)[int(len(times) * 0.95)], 1),
        "accounts_per_second": round(1000 * len(times) / sum(times)), "bar_median_ms": 30, "bar_per_second": 100,
    }  # fmt: skip


def cold(command: list[str]) -> float:
    """Time a command from nothing, in milliseconds: the median of several runs."""
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        times.append(1000 * (time.perf_counter() - start))
    return round(statistics.median(times))


def peer() -> dict[str, object]:
    """Time scikit-learn on the same accounts, where it is installed."""
    try:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.svm import LinearSVC
    except ImportError:
        return {"scikit-learn": "not installed"}
    texts = [row["text"] for row in rows("dev")]
    names = [(row["label"]["crimes"] or ["none"])[0] for row in rows("dev")]
    vectors = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5))
    scorer = LinearSVC().fit(vectors.fit_transform(texts), names)
    times = []
    for text in texts:
        start = time.perf_counter()
        scorer.predict(vectors.transform([text]))
        times.append(1000 * (time.perf_counter() - start))
    return {"scikit-learn_score_only_median_ms": round(statistics.median(times), 2)}


def main() -> None:
    """Measure and print."""
    python = sys.executable
    start = time.perf_counter()
    walked = proof(load())
    prove_seconds = time.perf_counter() - start
    ask = [python, "-m", "fingerpost", "ask", "--text", "I paid a man by bank transfer an hour ago", "--json"]
    result = {
        "benchmark": "speed", "date": date.today().isoformat(), **machine(),  # noqa: DTZ011
        "ask_warm": warm(),
        "cold_ms": {"ask": cold(ask), "help": cold([python, "-m", "fingerpost", "--help"]), "bar": 500,
                    "peer_bare_python": cold([python, "-c", "pass"])},
        "prove": {"seconds": round(prove_seconds, 1), "situations": walked.situations, "bar_seconds": 120},
        "peer": peer(),
    }  # fmt: skip
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
