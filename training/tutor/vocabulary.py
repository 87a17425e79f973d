"""Fewer words for the marker: those of the explanations and the lesson, the commonest of English, and every character.

BERT's vocabulary stands roughly in the order of how common its pieces are, and an embedding is a third of a model of
this size. A word that is left out falls into pieces that are there.
"""

import json
from collections.abc import Iterable

import torch
from tokenizers import Tokenizer

from training.tutor.encoder import Encoder

COMMONEST = 9_000
MARKS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")


def kept(tokenizer: Tokenizer, texts: Iterable[str]) -> list[int]:
    """The ids that stay, in order: the marks, the commonest, all single characters, and what the texts need."""
    vocabulary = tokenizer.get_vocab()
    stay = {vocabulary[mark] for mark in MARKS}
    for piece, number in vocabulary.items():
        bare = piece.removeprefix("##")
        if piece.startswith("[unused"):
            continue
        if number < COMMONEST or (len(bare) == 1 and bare.isascii()):
            stay.add(number)
    for text in texts:
        stay.update(tokenizer.encode(text, add_special_tokens=False).ids)
    return sorted(stay)


def described(tokenizer: Tokenizer, stay: list[int]) -> bytes:
    """The tokenizer.json that knows these pieces alone, numbered anew in their order."""
    table = json.loads(tokenizer.to_str())
    new = {old: number for number, old in enumerate(stay)}
    table["model"]["vocab"] = {
        piece: new[old]
        for piece, old in sorted(table["model"]["vocab"].items(), key=lambda item: item[1])
        if old in new
    }
    table["added_tokens"] = [one | {"id": new[one["id"]]} for one in table["added_tokens"] if one["id"] in new]
    table["padding"] = table["truncation"] = None
    for mark in table["post_processor"].get("special_tokens", {}).values():
        mark["ids"] = [new[old] for old in mark["ids"]]
    for end in ("sep", "cls"):
        if end in table["post_processor"]:
            word, old = table["post_processor"][end]
            table["post_processor"][end] = [word, new[old]]
    return json.dumps(table, ensure_ascii=False, separators=(",", ":")).encode()


def cut(encoder: Encoder, stay: list[int]) -> None:
    """Keep the embeddings of these ids alone, in place."""
    rows = encoder.tokens.weight.detach()[stay].clone()
    encoder.tokens = torch.nn.Embedding.from_pretrained(rows, freeze=False)  # type: ignore[no-untyped-call]
