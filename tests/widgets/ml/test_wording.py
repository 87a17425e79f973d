"""Copied words are found whatever their dress, and English is told from other languages."""

import pytest

from widgets.ml.wording import copies, is_english, runs, words

LESSON = "The loss is minus the log of the probability given to the correct token, nothing else. Averages are calmer."


@pytest.mark.parametrize(
    "passage",
    [
        "I think the loss is minus the log of the probability.",
        "THE LOSS, is minus -- the *log* of the “probability”",
        "so: loss is minus\nthe log of the probability given",
    ],
)
def test_eight_words_in_a_row_are_copied_whatever_signs_stand_between(passage: str) -> None:
    assert copies(passage, runs([LESSON]))


@pytest.mark.parametrize(
    "passage",
    [
        "My loss is minus the log of the chance",
        "The loss is minus the log of",
        "probability the of log the minus is loss the",
        "",
        "correct token, nothing else. Averages are",
    ],
)
def test_seven_words_or_the_same_ones_in_another_order_are_the_readers_own(passage: str) -> None:
    assert not copies(passage, runs([LESSON]))


def test_no_row_runs_from_one_text_into_the_next() -> None:
    assert not copies("one two three four five six seven eight", runs(["one two three four", "five six seven eight"]))


def test_apostrophes_are_alike_and_belong_to_their_word() -> None:
    assert words("It’s the model's turn, isn't it? 42 x_t") == [
        "it's",
        "the",
        "model's",
        "turn",
        "isn't",
        "it",
        "42",
        "x",
        "t",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The model guesses the next word and the loss says how surprised it was by the real one.",
        "tokens -> model -> probability of each token. loss = -log p(correct). grad: d loss / dw, step against it.",
        "bro it's just stochastic attention over the latent gradient, backpropagation and that is it",
        "loss",
        "",
        "Le petit chat",
        "👩‍👩‍👧 !!! ...",
    ],
)
def test_english_short_texts_and_notes_are_read(text: str) -> None:
    assert is_english(text)


@pytest.mark.parametrize(
    "text",
    [
        "Ein Sprachmodell lernt, indem es das nächste Token vorhersagt. Der Loss misst, wie falsch die Vorhersage war.",
        "Le modèle prédit le prochain token, puis la perte est calculée, et on change les poids contre le gradient.",
        "El modelo predice la siguiente palabra y luego compara con la respuesta. La pérdida es el logaritmo.",
        "Het model voorspelt het volgende token en de loss is hoe fout het was. De gradient is de richting ervan.",
        "O modelo prevê o próximo token e a perda é menos o log da probabilidade do token correto a cada passo.",
        "Modellen gissar nästa ord i en text och lär sig av felet med gradient descent i små steg.",
        "模型预测下一个词，损失是正确词概率的负对数。",
        "Модель предсказывает следующее слово и сравнивает его с настоящим.",
    ],
)
def test_other_languages_are_not(text: str) -> None:
    assert not is_english(text)
