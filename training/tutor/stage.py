"""`python -m training tutor`: MiniLM tuned on the marked explanations, judged on voices it never saw, and published.

What is up to date is skipped: the tuned weights lie in runs/tutor/ beside the fingerprint of what they were made from.
"""

import argparse
import dataclasses
import gzip
import hashlib
import json
import time
from collections.abc import Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer

from training import lock
from training.config import ROOT
from training.files import read_json, write_json
from training.tutor import baselines, publish, texts
from training.tutor.encoder import pretrained
from training.tutor.examples import of_explanation, of_sentence
from training.tutor.graph import exported
from training.tutor.judge import figures, thresholds
from training.tutor.marker import Marker
from training.tutor.minilm import fetched
from training.tutor.reading import read, read_published
from training.tutor.tune import Tuning, tune
from training.tutor.vocabulary import cut, described, kept

RUN = ROOT / "runs" / "tutor"
MODEL = ROOT / "docs" / "models" / "tutor"
BASE = ROOT / ".cache" / "minilm"


def main(arguments: Sequence[str]) -> int:
    """Tune, judge and publish."""
    parser = argparse.ArgumentParser(prog="python -m training tutor", description=__doc__.splitlines()[0])
    parser.add_argument("--run", type=Path, default=RUN, help="where the weights are kept")
    parser.add_argument("--publish", type=Path, default=MODEL, metavar="FOLDER", help="where the page finds them")
    parser.add_argument("--epochs", type=int, default=Tuning.epochs)
    parser.add_argument("--seed", type=int, default=Tuning.seed)
    given = parser.parse_args(arguments)
    with lock.owned(given.run, "tutor"):
        _made(given.run, given.publish, Tuning(epochs=given.epochs, seed=given.seed))
    return 0


def _made(run: Path, folder: Path, how: Tuning) -> None:
    explanations = texts.explanations()
    development = [text for text in explanations if text.voice in texts.DEVELOPMENT]
    test = [text for text in explanations if text.voice in texts.TEST]
    training = [text for text in explanations if text.voice not in (*texts.DEVELOPMENT, *texts.TEST)]
    base = fetched(BASE)
    whole = Tokenizer.from_file(str(base / "tokenizer.json"))
    read_in = [*training, *texts.edited(training), *development]
    known = [text.text for text in read_in] + [one.text for one in texts.sentences()]
    stay = kept(whole, known)
    tokenizer_file = described(whole, stay)
    tokenizer = Tokenizer.from_buffer(tokenizer_file)
    marker = Marker(pretrained(base))
    cut(marker.encoder, stay)
    recipe = made_from(how)
    weights, mark = run / "marker.pt", run / "made_from.json"
    if weights.is_file() and mark.is_file() and read_json(mark) == recipe:
        print("tutor: the tuned weights are up to date")
        marker.load_state_dict(torch.load(weights, weights_only=True))
    else:
        _tuned(marker, training, development, tokenizer, how)
        torch.save(marker.state_dict(), weights)
        write_json(mark, recipe)
    graph = exported(marker.eval()).SerializeToString()
    p = read_published(graph, development, tokenizer)
    off = publish.rounding(p, read(marker, development, tokenizer))
    limits = thresholds(development, p)
    said = [limits.points(one) for one in read_published(graph, test, tokenizer)]
    likeness = baselines.likeness(pretrained(base).eval(), whole, publish.ideas())
    judged = {
        "marker": figures(test, said),
        "words": baselines.beaten(baselines.words, development, test),
        "keywords": baselines.beaten(baselines.keywords, development, test),
        "likeness": baselines.beaten(likeness, development, test),
    }
    counts = {"training": len(training), "development": len(development), "test": len(test)}
    made = counts | dataclasses.asdict(how) | {"rounding": round(off, 5)}
    publish.publish(folder, graph, tokenizer_file, publish.described(limits, development, p), judged, made)
    packed = sum(len(gzip.compress(path.read_bytes(), 9)) for path in folder.iterdir())
    print(f"tutor: published {folder.name}, {packed / 1e6:.1f} MB packed; {json.dumps(judged['marker'])}")


def _tuned(
    marker: Marker,
    training: Sequence[texts.Explanation],
    development: Sequence[texts.Explanation],
    tokenizer: Tokenizer,
    how: Tuning,
) -> None:
    started = time.monotonic()

    def after(number: int, loss: float) -> None:
        p = read(marker, development, tokenizer)
        limits = thresholds(development, p)
        said = figures(development, [limits.points(one) for one in p])
        shown = {name: said[name] for name in ("spearman", "error", "agreement")}
        print(
            f"tutor: epoch {number + 1} of {how.epochs}, loss {loss:.2f}, {time.monotonic() - started:.0f} s, {shown}"
        )

    examples = [of_explanation(text, tokenizer) for text in (*training, *texts.edited(training))]
    sentences = [of_sentence(one, tokenizer) for one in texts.sentences()]
    tune(marker, examples, sentences, tokenizer, how, after)


def made_from(how: Tuning) -> dict[str, object]:
    """What the weights follow from: the settings, who is left out, and a sum of the texts."""
    whole = hashlib.sha256(repr((texts.DEVELOPMENT, texts.TEST)).encode())
    for path in sorted(texts.HERE.rglob("*.jsonl")):
        whole.update(path.read_bytes())
    return dataclasses.asdict(how) | {"sum": whole.hexdigest()}
