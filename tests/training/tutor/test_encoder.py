"""The encoder is BERT's: torch's own post-norm layers give the same, and published names find their places."""

from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from tests.training.tutor.conftest import safetensors
from training.tutor.encoder import EPSILON, HEADS, INNER, LAYERS, LONGEST, WIDTH, Encoder, pretrained


def published_names(vocab_size: int) -> dict[str, Tensor]:
    """Weights of chance under the names that their authors gave."""
    torch.manual_seed(2)
    found = {
        "embeddings.word_embeddings.weight": torch.randn(vocab_size, WIDTH),
        "embeddings.position_embeddings.weight": torch.randn(LONGEST, WIDTH),
        "embeddings.token_type_embeddings.weight": torch.randn(2, WIDTH),
        "embeddings.LayerNorm.weight": torch.rand(WIDTH) + 0.5,
        "embeddings.LayerNorm.bias": torch.randn(WIDTH),
    }
    for n in range(LAYERS):
        at = f"encoder.layer.{n}"
        for name, rows, columns in [
            *((f"attention.self.{one}", WIDTH, WIDTH) for one in ("query", "key", "value")),
            ("attention.output.dense", WIDTH, WIDTH),
            ("intermediate.dense", INNER, WIDTH),
            ("output.dense", WIDTH, INNER),
        ]:
            found[f"{at}.{name}.weight"] = torch.randn(rows, columns) * 0.05
            found[f"{at}.{name}.bias"] = torch.randn(rows) * 0.05
        for name in ("attention.output.LayerNorm", "output.LayerNorm"):
            found[f"{at}.{name}.weight"] = torch.rand(WIDTH) + 0.5
            found[f"{at}.{name}.bias"] = torch.randn(WIDTH) * 0.05
    return found


def _torchs_own(found: dict[str, Tensor]) -> nn.TransformerEncoder:
    layer = nn.TransformerEncoderLayer(
        WIDTH, HEADS, INNER, dropout=0.0, activation="gelu", layer_norm_eps=EPSILON, batch_first=True
    )
    whole = nn.TransformerEncoder(layer, LAYERS, enable_nested_tensor=False)
    state = {}
    for n in range(LAYERS):
        at = f"encoder.layer.{n}"
        for part in ("weight", "bias"):
            three = [found[f"{at}.attention.self.{one}.{part}"] for one in ("query", "key", "value")]
            state[f"layers.{n}.self_attn.in_proj_{part}"] = torch.cat(three)
            state[f"layers.{n}.self_attn.out_proj.{part}"] = found[f"{at}.attention.output.dense.{part}"]
            state[f"layers.{n}.linear1.{part}"] = found[f"{at}.intermediate.dense.{part}"]
            state[f"layers.{n}.linear2.{part}"] = found[f"{at}.output.dense.{part}"]
            state[f"layers.{n}.norm1.{part}"] = found[f"{at}.attention.output.LayerNorm.{part}"]
            state[f"layers.{n}.norm2.{part}"] = found[f"{at}.output.LayerNorm.{part}"]
    whole.load_state_dict(state)
    return whole.eval()


def test_published_weights_give_what_torchs_own_layers_give_and_padding_changes_nothing(tmp_path: Path) -> None:
    found = published_names(50)
    safetensors(tmp_path / "model.safetensors", found)
    encoder = pretrained(tmp_path).eval()
    ids = torch.tensor([[1, 2, 3, 4, 5], [6, 7, 8, 0, 0]])
    mask = torch.tensor([[1, 1, 1, 1, 1], [1, 1, 1, 0, 0]])
    places = found["embeddings.position_embeddings.weight"][:5] + found["embeddings.token_type_embeddings.weight"][0]
    x = nn.functional.layer_norm(
        found["embeddings.word_embeddings.weight"][ids] + places,
        (WIDTH,),
        found["embeddings.LayerNorm.weight"],
        found["embeddings.LayerNorm.bias"],
        EPSILON,
    )
    with torch.no_grad():
        theirs = _torchs_own(found)(x, src_key_padding_mask=mask == 0)
        ours = encoder(ids, mask)
        alone = encoder(ids[1:, :3], mask[1:, :3])
    torch.testing.assert_close(ours[0], theirs[0], atol=1e-4, rtol=1e-4)
    torch.testing.assert_close(ours[1, :3], theirs[1, :3], atol=1e-4, rtol=1e-4)
    torch.testing.assert_close(ours[1, :3], alone[0], atol=1e-4, rtol=1e-4)


def test_a_file_without_a_weight_that_is_needed_is_refused(tmp_path: Path) -> None:
    found = published_names(9)
    del found["encoder.layer.3.output.dense.bias"]
    safetensors(tmp_path / "model.safetensors", found)
    with pytest.raises(KeyError):
        pretrained(tmp_path)


def test_every_token_sees_what_comes_after_it() -> None:
    torch.manual_seed(0)
    encoder = Encoder(20).eval()
    ids = torch.tensor([[1, 2, 3]])
    with torch.no_grad():
        one, other = encoder(ids, torch.ones(1, 3)), encoder(torch.tensor([[1, 2, 4]]), torch.ones(1, 3))
    assert (one[0, 0] - other[0, 0]).abs().max() > 1e-4
