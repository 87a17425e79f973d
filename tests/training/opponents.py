"""What a model has to beat on held-out text: xz, a 5-gram, and the first model of the site, as it was published."""

import json
import math
import subprocess
from collections.abc import Sequence

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper

from training.config import ROOT, Config
from training.judge.baselines import NGram, bits_a_byte, xz_bits_a_byte
from training.text import corpus, prepare
from training.text.documents import documents
from widgets.ml.losses import token_losses
from widgets.ml.tokenizer import Tokenizer

# As git knows them: "Publish a model trained for 57 minutes: 18.8 M tokens, loss 2.97".
GRAPH = "9036f81a876b00be31869654b2638f2894c71dda"
TOKENIZER = "8358ef104ea56d1be55037d5c1052176802c7230"
BLOCK_SIZE = 256


def from_history(blob: str) -> bytes:
    """A file that some commit held.

    Raises:
        RuntimeError: if this clone does not reach back so far.
    """
    done = subprocess.run(["git", "cat-file", "blob", blob], cwd=ROOT, capture_output=True)
    if done.returncode:
        raise RuntimeError(f"{blob[:10]} is not in this clone; `git fetch --unshallow` brings the first model")
    return done.stdout


class FirstModel:
    """The site's model before training was deepened, by its published files alone."""

    def __init__(self) -> None:
        self.coder = Tokenizer(from_history(TOKENIZER))
        graph = every_position(onnx.load_model_from_string(from_history(GRAPH)))
        self.session = onnxruntime.InferenceSession(graph.SerializeToString(), providers=["CPUExecutionProvider"])

    def bits_a_byte(self, documents: Sequence[str]) -> float:
        """Bits a byte of documents, in blocks side by side, as `training.evaluate` counts them."""
        ids = np.array([token for text in documents for token in self.coder.encode_document(text)], dtype=np.int64)
        nats = 0.0
        for start in range(0, len(ids) - 1, BLOCK_SIZE):
            block = ids[start : start + BLOCK_SIZE + 1]
            (logits,) = self.session.run(["logits"], {"ids": block[None, :-1]})
            nats += float(token_losses(logits[0], block[1:]).sum())
        return nats / math.log(2) / sum(len(text.encode()) for text in documents)


def every_position(graph: onnx.ModelProto) -> onnx.ModelProto:
    """The graph with logits (1, T, V) instead of (V,): what picks the last position is passed by. Changes it in place.

    Its weights are int8 and what flows between them is float, so no position hears of a later one.
    """
    made_by = {output: node for node in graph.graph.node for output in node.output}
    head = made_by["logits"]
    hidden = made_by[head.input[0]]
    while hidden.op_type == "Gather":
        head.input[0] = hidden.input[0]
        hidden = made_by[head.input[0]]
    del graph.graph.output[:]
    graph.graph.output.append(helper.make_tensor_value_info("logits", TensorProto.FLOAT, None))
    return graph


def text(config: Config) -> None:
    """Held-out bits a byte by source and mixed: the model, xz, a 5-gram, the first model."""
    path = config.run / "evaluation.json"
    if not path.is_file():
        print(f"text: skipped, since {path.relative_to(ROOT)} is not there; `python -m training evaluate` writes it")
        return
    found = json.loads(path.read_text(encoding="utf-8"))
    described = json.loads((config.run / "data" / "sources.json").read_text(encoding="utf-8"))
    ids = [np.fromfile(config.run / "data" / f"{name}.train.bin", np.uint16) for name in corpus.names(config)]
    counted = NGram(np.concatenate(ids), config.tokens.vocab_size)
    first = FirstModel()
    rows: dict[str, dict[str, float]] = {}
    for source, described_source in zip(config.data.source, described, strict=True):
        name = described_source["file"]
        if name not in found["sources"]:
            continue
        train, held_out = [], []
        for document in documents(prepare.locate(config, source)):
            (held_out if prepare.is_held_out(document, config.data.validation_share) else train).append(document)
        held_ids = corpus.held_out(config)[name]
        size = described_source["val_bytes"]
        rows[name] = {
            "model": found["sources"][name]["bits_a_byte"],
            "xz": xz_bits_a_byte("\n".join(train).encode(), "\n".join(held_out).encode()),
            "5-gram": bits_a_byte(counted.loss(held_ids), len(held_ids) - 1, size),
            "first model": first.bits_a_byte(held_out),
        }
        print(f"{name}: " + ", ".join(f"{who} {bits:.3f}" for who, bits in rows[name].items()) + " bits a byte")
    weights = {name: source.weight for name, source in zip(corpus.names(config), config.data.source, strict=True)}
    total = sum(weights[name] for name in rows)
    mixed = {who: sum(rows[name][who] * weights[name] for name in rows) / total for who in next(iter(rows.values()))}
    print("mixed as in training: " + ", ".join(f"{who} {bits:.3f}" for who, bits in mixed.items()) + " bits a byte")
