"""A small WordPiece vocabulary and a marker of full size with weights of chance, for whoever needs them."""

from pathlib import Path

import pytest
import torch
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

from training.tutor.encoder import Encoder
from training.tutor.marker import Marker

WORDS = ("the", "loss", "is", "a", "number", "it", "gives", "word", "model", "next", "small", "big", "step", ".", "!")


@pytest.fixture(scope="session")
def tokenizer() -> Tokenizer:
    pieces = ["[PAD]", "[unused0]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *WORDS, "zebra", "##s"]
    letters = [chr(code) for code in range(ord("a"), ord("z") + 1) if chr(code) != "a"]
    pieces += [*letters, *(f"##{letter}" for letter in [*letters, "a"] if letter != "s")]
    made = Tokenizer(models.WordPiece({piece: n for n, piece in enumerate(pieces)}, unk_token="[UNK]"))  # noqa: S106
    made.normalizer = normalizers.BertNormalizer(lowercase=True)
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    made.add_special_tokens(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"])
    made.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair=None, special_tokens=[("[CLS]", 3), ("[SEP]", 4)]
    )
    return made


@pytest.fixture
def marker(tokenizer: Tokenizer) -> Marker:
    torch.manual_seed(1)
    return Marker(Encoder(tokenizer.get_vocab_size(), dropout=0.0), dropout=0.0)


def safetensors(path: Path, tensors: dict[str, torch.Tensor]) -> None:
    """Write tensors of float32 as the format wants them."""
    import json
    import struct

    table, body, at = {}, b"", 0
    for name, tensor in tensors.items():
        raw = tensor.detach().contiguous().numpy().tobytes()
        table[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [at, at + len(raw)]}
        body += raw
        at += len(raw)
    head = json.dumps(table).encode()
    path.write_bytes(struct.pack("<Q", len(head)) + head + body)
