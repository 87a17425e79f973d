"""What a run's own sentences cost at every published moment: its record has the bets after them, and no losses.

The build reads them with the moments' weights, so that the page as built shows them and no reader fetches a weight for
them. The page asks for them as a file of the model, `sentences.json`.
"""

import hashlib
import json
from math import fsum
from pathlib import Path
from typing import Any

from widgets.embed import published
from widgets.embed.checked import write
from widgets.embed.model import Model
from widgets.embed.vendor import CACHE
from widgets.engine import Score, Scored, Weights

FILE = "sentences.json"


def contents(model: str) -> dict[str, Any]:
    """Mean losses in nats a token: {"losses": {step: [one a sentence of snapshots.json, in its order]}}.

    Raises:
        MissingModel: if the model was never published.
    """
    made: dict[str, Any] = json.loads(build(model).read_text(encoding="utf-8"))
    return made


def build(model: str) -> Path:
    """The file, made anew where the model or this reading of it changed.

    Raises:
        MissingModel: if the model was never published.
    """
    described = published.published(model, "manifest.json").read_bytes()
    digest = hashlib.sha256(described + Path(__file__).read_bytes()).hexdigest()[:16]
    path = CACHE / "sentences" / f"{digest}.json"
    if not path.is_file():
        write(path, json.dumps({"losses": _losses(model)}, separators=(",", ":")).encode())
    return path


def _losses(model: str) -> dict[int, list[float]]:
    texts = [one["text"] for one in published.contents(model, "snapshots.json")["sentences"]]
    reader, losses = Model(), {}
    for one in published.manifest(model)["moments"]:
        reader.perform(Weights("weights", "moment", model, one["step"]))
        losses[one["step"]] = [_mean(reader.perform(Score("score", model, text, run="moment"))) for text in texts]
    return losses


def _mean(answer: object) -> float:
    if not isinstance(answer, Scored):
        raise ValueError(f"the build cannot read a sentence: {answer}")
    # As many digits as the record gives its probabilities.
    return float(f"{fsum(position.loss for position in answer.positions) / len(answer.positions):.4g}")
