"""A smaller vocabulary cuts the texts it was made for as before, and any other text somehow."""

import torch
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from training.tutor import vocabulary
from training.tutor.encoder import Encoder
from training.tutor.vocabulary import cut, described, kept


def test_texts_it_was_made_for_are_cut_as_before_and_embeddings_go_with_their_words(tokenizer: Tokenizer) -> None:
    stay = kept(tokenizer, ["zebras"])
    smaller = Tokenizer.from_buffer(described(tokenizer, stay))
    assert "[unused0]" not in smaller.get_vocab()
    assert smaller.get_vocab_size() == len(stay) < tokenizer.get_vocab_size()
    for text in ("The loss is a zebra!", "zebras", "x"):
        assert smaller.encode(text).tokens == tokenizer.encode(text).tokens
    encoder = Encoder(tokenizer.get_vocab_size())
    before = encoder.tokens.weight.detach().clone()
    cut(encoder, stay)
    number = smaller.token_to_id("loss")
    assert torch.equal(encoder.tokens.weight[number], before[tokenizer.token_to_id("loss")])
    assert encoder.tokens.weight.requires_grad


def test_a_rare_word_that_no_text_has_falls_into_pieces(tokenizer: Tokenizer) -> None:
    before, vocabulary.COMMONEST = vocabulary.COMMONEST, 0
    try:
        smaller = Tokenizer.from_buffer(described(tokenizer, kept(tokenizer, ["the loss"])))
    finally:
        vocabulary.COMMONEST = before
    assert smaller.encode("the loss", add_special_tokens=False).tokens == ["the", "loss"]
    assert smaller.encode("model", add_special_tokens=False).tokens == ["m", "##o", "##d", "##e", "##l"]


@given(st.text())
def test_any_text_has_ids_that_are_there(tokenizer: Tokenizer, text: str) -> None:
    smaller = Tokenizer.from_buffer(described(tokenizer, kept(tokenizer, [])))
    assert all(0 <= number < smaller.get_vocab_size() for number in smaller.encode(text).ids)
