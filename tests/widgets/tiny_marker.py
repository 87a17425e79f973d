"""A marker that knows a few words: a real graph on a real tokenizer, small enough to see what it must answer."""

import json
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from widgets.ml.marking import MISCONCEPTIONS, OUTPUTS, POINTS

# Each of these words makes an output likely: the points in order, what is against them, then misconceptions.
EARNS = ["guess", "log", "steep", "slope", "backward", "downhill", "short", "steady", "parallel", "ramp"]
AGAINST = ["teacher", "counts", "equal", "error", "forward", "uphill", "leap", "noisy", "memory", "cool"]
ASSERTS = ["wrongs", "mistakes", "fixes", "along", "people", "random", "always", "zero"]
MARKS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789.,'é猫"
RARE = -4.0
MANIFEST = {
    "name": "tutor",
    "points": [f"Point {number}" for number in range(1, POINTS + 1)],
    "bytes": 13_440_001,
    "files": {"marker.onnx": {}, "tokenizer.json": {}},
    "thresholds": {
        "earned": [0.5] * POINTS,
        "against": [0.5] * POINTS,
        "unsure": [[0.45, 0.55]] * POINTS,
        "misconceptions": [0.5] * MISCONCEPTIONS,
    },
    "figures": {"marker": {"texts": 120, "agreement": 0.913, "error": 0.84, "by point": [0.9] * POINTS}, "words": {}},
    "reached": True,
}


def write(models: Path, name: str = "tutor", strong: float = 400.0) -> Path:
    """Publish it below a folder of models, with what a word adds to its output; where it lies."""
    folder = models / name
    folder.mkdir(parents=True, exist_ok=True)
    vocabulary = [*MARKS, *EARNS, *AGAINST, *ASSERTS, *LETTERS, *(f"##{letter}" for letter in LETTERS)]
    (folder / "tokenizer.json").write_text(json.dumps(_tokenizer(vocabulary)), encoding="utf-8")
    table = np.zeros((len(vocabulary), OUTPUTS), np.float32)
    table[np.arange(len(MARKS), len(MARKS) + OUTPUTS), np.arange(OUTPUTS)] = strong
    onnx.save(_graph(table), folder / "marker.onnx")
    (folder / "manifest.json").write_text(json.dumps(MANIFEST), encoding="utf-8")
    return folder


def _tokenizer(vocabulary: list[str]) -> dict[str, object]:
    """BERT's: small letters without accents, and pieces of words. That it asks for texts of one length nobody heeds."""
    special = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
    ends = {mark: {"id": mark, "ids": [vocabulary.index(mark)], "tokens": [mark]} for mark in ("[CLS]", "[SEP]")}
    one = [{"SpecialToken": {"id": "[CLS]", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}]
    one.append({"SpecialToken": {"id": "[SEP]", "type_id": 0}})
    return {
        "version": "1.0",
        "truncation": {"max_length": 8, "strategy": "LongestFirst", "stride": 0, "direction": "Right"},
        "padding": {
            "strategy": {"Fixed": 8},
            "direction": "Right",
            "pad_to_multiple_of": None,
            "pad_id": 0,
            "pad_type_id": 0,
            "pad_token": "[PAD]",
        },
        "added_tokens": [{"id": number, "content": mark, **special} for number, mark in enumerate(MARKS)],
        "normalizer": {
            "type": "BertNormalizer",
            "clean_text": True,
            "handle_chinese_chars": True,
            "strip_accents": None,
            "lowercase": True,
        },
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "post_processor": {"type": "TemplateProcessing", "single": one, "pair": one, "special_tokens": ends},
        "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": True},
        "model": {
            "type": "WordPiece",
            "unk_token": "[UNK]",
            "continuing_subword_prefix": "##",
            "max_input_chars_per_word": 100,
            "vocab": {token: number for number, token in enumerate(vocabulary)},
        },
    }


def _graph(table: np.ndarray) -> onnx.ModelProto:
    """p = sigmoid(share @ table[ids] + RARE)."""
    nodes = [
        helper.make_node("Gather", ["table", "ids"], ["each"]),
        helper.make_node("Squeeze", ["each", "first"], ["tokens"]),
        helper.make_node("MatMul", ["share", "tokens"], ["mean"]),
        helper.make_node("Add", ["mean", "rare"], ["logits"]),
        helper.make_node("Sigmoid", ["logits"], ["p"]),
    ]
    constants = {"table": table, "first": np.array([0], np.int64), "rare": np.array(RARE, np.float32)}
    graph = helper.make_graph(
        nodes,
        "marker",
        [
            helper.make_tensor_value_info("ids", TensorProto.INT64, [1, "T"]),
            helper.make_tensor_value_info("share", TensorProto.FLOAT, ["S", "T"]),
        ],
        [helper.make_tensor_value_info("p", TensorProto.FLOAT, ["S", OUTPUTS])],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
