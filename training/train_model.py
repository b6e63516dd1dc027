"""Train the model that reads accounts, from the texts in `training/data` alone, and write it with its card's figures.

Run from the root: `python training/train_model.py`. Needs the `train` extra (scikit-learn, numpy, scipy). The same data
give the same file, byte for byte.

Heads: `lead:X`, the crime named first (or `lead:none`), learned together so that they compete; `crime:X`, that a crime
is there at all; `fact=value`; `emergency`. Every head but the leads is learned on its own.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from joblib import Parallel, delayed
from scipy.sparse import csr_matrix, diags
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from fingerpost.knowledge.load import Knowledge, load
from fingerpost.knowledge.phrases import hits
from fingerpost.model import NOUGHT, LinearModel, bucket, features_of, tokens
from fingerpost.text import fold
from fingerpost.triage.features import DANGER_WEIGHTS, WEIGHTS, phrase_features, windows

DATA = Path(__file__).parent / "data"
BUCKETS = 1 << 16
LEAD_STRENGTH = 0.5  # inverse penalty of the leads' support vector machine
STRENGTH = 30.0  # inverse penalty of the logistic heads
FEWEST = 8  # a head with fewer examples is not learned
CORES = 2  # heads learned at once; how many changes nothing but the time
LARGEST = 127  # the largest weight of a head, as stored
EMERGENCY = "emergency"

BREAKS_IN = frozenset(load().country.breaks_in)

Row = dict[str, Any]
Labels = dict[str, bool]


def rows(folder: Path = DATA) -> Iterable[Row]:
    """Yield every training text with its crimes and facts, whichever it is labelled with."""
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield json.loads(line)


def labels_of(row: Row) -> Labels:
    """Give each head that holds for a row; `emergency` and `no-crime` also when they do not."""
    found: Labels = {}
    if "crimes" in row:
        found |= {f"crime:{crime}": True for crime in row["crimes"]}
        found["no-crime"] = not row["crimes"]
        found["broke_in=yes"] = bool(BREAKS_IN.intersection(row["crimes"]))
    found |= {f"{fact}={value}": True for fact, value in (row.get("facts") or {}).items()}
    if "urgency" in row:
        found[EMERGENCY] = row["urgency"] == "emergency"
    if "danger" in row:
        found[EMERGENCY] = bool(row["danger"])
        if row["danger"]:
            kind = row["kind"]
            found["crisis=yes" if kind in {"suicide", "self-harm"} else f"danger_kind={kind}"] = True
    return found


def holds_for(head: str, row: Row, found: Labels) -> bool | None:
    """Say whether a head holds for a row, or None where the row does not tell."""
    if head in found:
        return found[head]
    if head.startswith("crime:"):
        return False if "crimes" in row else None
    if head in {EMERGENCY, "no-crime", "broke_in=yes"}:
        return None
    if head.startswith("danger_kind=") or head == "crisis=yes":
        return False if "facts" in row or "danger" in row else None
    return False if "facts" in row else None


def places(text: str, known: Knowledge) -> list[int]:
    """Give the buckets of a text, read whole."""
    folded = fold(text)
    found = list(hits(folded, text, known.country.phrases))
    words = [pair for window in windows(tokens(folded.text)) for pair in window]
    extra = phrase_features(found, words, folded)
    return sorted({bucket(feature, BUCKETS) for feature in features_of([word for word, _ in words], extra)})


def rarity_of(all_places: Sequence[Sequence[int]]) -> np.ndarray:
    """Give each bucket's rarity in thousandths: the logarithm of how few texts have it."""
    seen = np.zeros(BUCKETS)
    for found in all_places:
        seen[list(found)] += 1
    return np.round(1000 * (np.log((1 + len(all_places)) / (1 + seen)) + 1)).astype(int)


def matrix(all_places: Sequence[Sequence[int]], rarity: np.ndarray) -> csr_matrix:
    """Make the matrix: each feature worth its rarity, each row of length one."""
    columns = [place for found in all_places for place in found]
    starts = np.cumsum([0] + [len(found) for found in all_places])
    plain = csr_matrix((np.ones(len(columns)), columns, starts), shape=(len(all_places), BUCKETS))
    weighted = plain @ diags(rarity / 1000)
    lengths = np.sqrt(np.asarray(weighted.multiply(weighted).sum(1)).ravel())
    lengths[lengths == 0] = 1
    return diags(1 / lengths) @ weighted


Head = tuple[str, np.ndarray, float]


def fit_leads(x: csr_matrix, data: Sequence[Row]) -> list[Head]:
    """Learn which crime is named first."""
    use = [at for at, row in enumerate(data) if "crimes" in row]
    names = [(data[at]["crimes"] or ["none"])[0] for at in use]
    learned = LinearSVC(C=LEAD_STRENGTH, random_state=0).fit(x[use], names)
    return [
        (f"lead:{name}", weights, float(bias))
        for name, weights, bias in zip(learned.classes_, learned.coef_, learned.intercept_, strict=True)
    ]


def fit_urgency(x: csr_matrix, data: Sequence[Row]) -> list[Head]:
    """Learn how urgent an account sounds; it settles facts the words leave open."""
    use = [at for at, row in enumerate(data) if "urgency" in row]
    learned = LinearSVC(C=LEAD_STRENGTH, random_state=0).fit(x[use], [data[at]["urgency"] for at in use])
    return [
        (f"urgency:{name}", weights, float(bias))
        for name, weights, bias in zip(learned.classes_, learned.coef_, learned.intercept_, strict=True)
    ]


def is_danger_head(head: str) -> bool:
    """Say whether a head belongs to the danger model."""
    return head in {EMERGENCY, "crisis=yes"} or head.startswith("danger_kind=")


def fit_rest(x: csr_matrix, data: Sequence[Row], *, danger: bool) -> list[Head]:
    """Learn every other head with enough examples, each on its own: those of the danger model, or the rest."""
    labels = [labels_of(row) for row in data]
    counts: dict[str, int] = {}
    for found in labels:
        for head, holds in found.items():
            counts[head] = counts.get(head, 0) + holds
    heads = sorted(head for head, count in counts.items() if count >= FEWEST and is_danger_head(head) == danger)

    def fit(head: str) -> Head:
        truth = [holds_for(head, row, found) for row, found in zip(data, labels, strict=True)]
        use = [at for at, value in enumerate(truth) if value is not None]
        fitted = LogisticRegression(C=STRENGTH, solver="liblinear", random_state=0)
        counted = [data[at].get("weight", 1.0) for at in use]
        fitted.fit(x[use], np.array([truth[at] for at in use]), sample_weight=counted)
        return head, fitted.coef_[0], float(fitted.intercept_[0])

    return list(Parallel(n_jobs=CORES, prefer="threads")(delayed(fit)(head) for head in heads))


def write(path: Path, heads: Sequence[Head], rarity: np.ndarray, card: dict[str, object]) -> None:
    """Round each head's weights to eight bits and write the file."""
    # A feature's value is its rarity, so the weight that is stored has it multiplied in.
    weights = np.array([weights * rarity / 1000 for _, weights, _ in heads])
    scale = np.abs(weights).max(axis=1) / LARGEST
    table = (np.rint(weights / scale[:, None]).astype(np.int16) + NOUGHT).astype(np.uint8)
    names = [name for name, _, _ in heads]
    biases = [round(bias, 6) for _, _, bias in heads]
    LinearModel.save(path, names, table.T.tobytes(), biases, rarity.tolist(), [float(f"{one:.6g}") for one in scale], card)


def sentences_of(data: Sequence[Row]) -> list[Row]:
    """Give the deciding sentences of rows that mark one, as rows of their own."""
    return [{**row, "text": row["sentence"]} for row in data if "sentence" in row]


def train(data: Sequence[Row], out: Path, danger_out: Path, known: Knowledge) -> dict[str, object]:
    """Train on some rows and write both model files; give their figures."""
    told = [row for row in data if "crimes" in row or "facts" in row]
    all_places = [places(str(row["text"]), known) for row in told]
    rarity = rarity_of(all_places)
    x = matrix(all_places, rarity).tocsr()
    heads = [*fit_leads(x, told), *fit_urgency(x, told), *fit_rest(x, told, danger=False)]
    card: dict[str, object] = {"texts": len(told), "heads": len(heads)}
    write(out, heads, rarity, card)

    data = [*data, *sentences_of(data)]
    all_places = [places(str(row["text"]), known) for row in data]
    rarity = rarity_of(all_places)
    heads = fit_rest(matrix(all_places, rarity).tocsr(), data, danger=True)
    danger_card: dict[str, object] = {"texts": len(data), "heads": len(heads)}
    write(danger_out, heads, rarity, danger_card)
    return {
        **card,
        "bytes": out.stat().st_size,
        "danger": {**danger_card, "bytes": danger_out.stat().st_size},
    }


def main() -> int:
    """Train on everything and write the models that ship."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=WEIGHTS.parent, help="the folder the two files go to")
    options = parser.parse_args()
    figures = train(list(rows()), options.out / WEIGHTS.name, options.out / DANGER_WEIGHTS.name, load())
    print(json.dumps(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
