"""The exported graph says what torch says but for the rounding of its weights, at any length."""

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from onnx import numpy_helper

from training.tutor.graph import exported
from training.tutor.marker import Exported, Marker


def test_a_quarter_of_the_bytes_answers_as_torch_does_at_any_length(marker: Marker) -> None:
    graph = exported(marker)
    raw = graph.SerializeToString()
    numbers = sum(weight.numel() for weight in marker.parameters())
    assert len(raw) < 1.1 * numbers
    session = onnxruntime.InferenceSession(raw, providers=["CPUExecutionProvider"])
    plain = Exported(marker).eval()
    chance = np.random.default_rng(1)
    for tokens, passages in ((2, 1), (3, 3), (60, 4), (384, 30)):
        ids = chance.integers(0, marker.encoder.tokens.num_embeddings, (1, tokens))
        share = chance.random((passages, tokens)).astype(np.float32)
        share /= share.sum(1, keepdims=True)
        share[0] = 0  # a passage without a token
        (said,) = session.run(["p"], {"ids": ids, "share": share})
        with torch.no_grad():
            true = plain(torch.from_numpy(ids), torch.from_numpy(share)).numpy()
        assert said == pytest.approx(true, abs=2e-3)


def test_matrices_are_whole_numbers_and_nothing_names_this_machine(marker: Marker) -> None:
    graph = exported(marker)
    large = [stored for stored in graph.graph.initializer if np.prod(stored.dims) >= 100_000]
    assert len(large) >= 24
    assert {stored.data_type for stored in large} == {onnx.TensorProto.INT8}
    for stored in large:
        assert np.abs(numpy_helper.to_array(stored).astype(int)).max() == 127
    assert not any(node.doc_string or node.metadata_props for node in graph.graph.node)
