"""Train the model that reads accounts, from the texts in `training/data` alone, and write it with its card's figures.

Run from the root: `python training/train_model.py`. Needs the `train` extra (scikit-learn, numpy, scipy). The same data
give the same file, byte for byte.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from fingerpost.knowledge.load import load
from fingerpost.model import LinearModel, bucket, features_of
from fingerpost.text import fold
from fingerpost.triage.features import WEIGHTS, phrase_features, windows
from fingerpost.triage.phrases import hits

DATA = Path(__file__).parent / "data"
BUCKETS = 1 << 16
STRENGTH = 8.0  # inverse of the L2 penalty
FEWEST = 8  # a head with fewer examples is not learned
KEEP = 0.006  # weights smaller than this share of the largest are dropped
EMERGENCY = "emergency"

Row = dict[str, object]


def rows() -> Iterable[Row]:
    """Yield every training text with its crimes and facts, whichever it is labelled with."""
    for path in sorted(DATA.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield json.loads(line)


def labels_of(row: Row) -> dict[str, bool | None]:
    """Give head to whether it holds; a head that is absent is unknown for this row and not learned from it."""
    found: dict[str, bool | None] = {}
    if "crimes" in row:
        for crime in row["crimes"]:  # type: ignore[attr-defined]
            found[f"crime:{crime}"] = True
        found["no-crime"] = not row["crimes"]
    for fact, value in (row.get("facts") or {}).items():  # type: ignore[attr-defined]
        found[f"{fact}={value}"] = True
    if "urgency" in row:
        found[EMERGENCY] = row["urgency"] == "emergency"
    if "danger" in row:
        found[EMERGENCY] = bool(row["danger"])
        if row["danger"] and row.get("kind") in {"suicide", "self-harm"}:
            found["crisis=yes"] = True
        elif row["danger"]:
            found[f"danger_kind={row['kind']}"] = True
    return found


def places(text: str, known: object) -> list[int]:
    """Give the buckets of a text, read whole."""
    folded = fold(text)
    found = list(hits(folded, text, known.country.phrases))  # type: ignore[attr-defined]
    words = [pair for window in windows(folded) for pair in window]
    extra = phrase_features(found, words, folded)
    return sorted({bucket(feature, BUCKETS) for feature in features_of([w for w, _ in words], extra)})


def matrix(all_places: list[list[int]]) -> csr_matrix:
    """Make the matrix: binary features, each row of length one."""
    data, columns, starts = [], [], [0]
    for found in all_places:
        data.extend([1 / np.sqrt(len(found) or 1)] * len(found))
        columns.extend(found)
        starts.append(len(columns))
    return csr_matrix((data, columns, starts), shape=(len(all_places), BUCKETS))


def heads_of(labels: list[dict[str, bool | None]]) -> list[str]:
    """Give the heads with enough examples, in a fixed order."""
    counts: dict[str, int] = {}
    for found in labels:
        for head, holds in found.items():
            counts[head] = counts.get(head, 0) + bool(holds)
    return sorted(head for head, count in counts.items() if count >= FEWEST)


def learnable(head: str, row: Row, found: dict[str, bool | None]) -> bool | None:
    """Say whether a head holds for a row, or None where the row does not tell."""
    if head in found:
        return bool(found[head])
    if head.startswith("crime:") or head == "no-crime":
        return False if "crimes" in row else None
    if head == EMERGENCY:
        return None
    if head.startswith("danger_kind=") or head == "crisis=yes":
        return False if ("facts" in row or "danger" in row) else None
    return False if "facts" in row else None


def fit(x: csr_matrix, data: list[Row], labels: list[dict[str, bool | None]], heads: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Learn every head on its own (one against the rest); give weights (heads by buckets) and biases."""
    weights, biases = [], []
    for head in heads:
        truth = [learnable(head, row, found) for row, found in zip(data, labels, strict=True)]
        use = [at for at, value in enumerate(truth) if value is not None]
        y = np.array([truth[at] for at in use])
        model = LogisticRegression(C=STRENGTH, solver="liblinear", class_weight="balanced" if head == EMERGENCY else None, random_state=0)
        model.fit(x[use], y)
        weights.append(model.coef_[0])
        biases.append(model.intercept_[0])
    return np.array(weights), np.array(biases)


def write(path: Path, heads: list[str], weights: np.ndarray, biases: np.ndarray, card: dict[str, object]) -> int:
    """Round the weights to whole numbers, drop the small ones and write the file; give how many were kept."""
    largest = float(np.abs(weights).max())
    scale = largest / 32767
    kept: dict[int, dict[int, int]] = {}
    count = 0
    for head, place in zip(*np.nonzero(np.abs(weights) > KEEP * largest), strict=True):
        kept.setdefault(int(place), {})[int(head)] = round(float(weights[head, place]) / scale)
        count += 1
    LinearModel.save(path, heads, kept, BUCKETS, [round(b / scale) for b in biases], scale, card)
    return count


def main() -> int:
    """Train and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    options = parser.parse_args()
    known = load()
    data = list(rows())
    labels = [labels_of(row) for row in data]
    x = matrix([places(str(row["text"]), known) for row in data])
    heads = heads_of(labels)
    weights, biases = fit(x, data, labels, heads)
    card = {"texts": len(data), "heads": len(heads), "strength": STRENGTH}
    count = write(options.out, heads, weights, biases, card)
    print(json.dumps({**card, "weights": count, "bytes": options.out.stat().st_size}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
