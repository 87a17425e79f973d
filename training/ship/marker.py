"""What is in the manifest of the marker of explanations (training/tutor/), which is no language model."""

from training.ship.schema import Schema, by_name, flag, number, rows, table, text, whole

_OF_TEN = "points of ten"


def _agreement(what: str, **more: Schema) -> Schema:
    return table(
        what,
        texts=whole("explanations of the test part, by voices that nothing was tuned or chosen on", "texts"),
        spearman=number("rank correlation with the settled marks"),
        error=number("mean absolute error of the score", _OF_TEN),
        mean=rows(number("first the settled score, then this one's", _OF_TEN), "mean scores", "2"),
        **more,
    )


_BY_KIND = {
    "above the true mark": by_name(number("mean excess over the settled score", _OF_TEN), "by kind of text"),
    "true mark": by_name(number("mean settled score", _OF_TEN), "by kind of text"),
    "by point": rows(number("share of texts on which it agrees"), "the ten points in order", "10"),
}
_LIMIT = number("a probability")

MARKER = table(
    "Of the marker of explanations: what its probabilities mean, how good it is, what it was made from.",
    name=text("the folder's name"),
    bytes=whole("of its other files together", "bytes"),
    files=by_name(table("a file", bytes=whole("its size", "bytes"), sha256=text("its SHA-256")), "every other file"),
    points=rows(text("an id of widgets/teach_back.toml"), "the ten points in the order of the graph's outputs", "10"),
    thresholds=table(
        "from the development part",
        earned=rows(_LIMIT, "above it a passage earns the point", "10"),
        against=rows(_LIMIT, "above it a passage cancels the point", "10"),
        unsure=rows(rows(_LIMIT, "from low to high", "2"), "where half of the wrong decisions lie", "10"),
        misconceptions=rows(_LIMIT, "above it a misconception is named", "8"),
    ),
    figures=table(
        "how far it agrees with the settled marks, beside what is to be beaten",
        marker=_agreement("the marker", agreement=number("share of points on which both agree"), **_BY_KIND),
        words=_agreement("the number of words, by its best straight line"),
        keywords=_agreement("keywords of the points, by their best straight line"),
        likeness=_agreement("likeness to the points' own words, by its best straight line"),
    ),
    reached=flag("whether all figures reach the bar above which its marks lead"),
    made=table(
        "what it was made from",
        training=whole("explanations it was tuned on", "texts"),
        development=whole("explanations that thresholds come from", "texts"),
        test=whole("explanations it was judged on", "texts"),
        epochs=whole("rounds over the texts"),
        rate=number("the encoder's peak learning rate"),
        head_rate=number("the new layer's peak learning rate"),
        warmup=number("share of the steps in which both rise"),
        weight_of_holding=number("how much what holds counts beside what does not"),
        frozen=whole("lower layers that stayed as they came", "layers"),
        seed=whole("of chance"),
        rounding=number("what int8 weights change of a probability, on average"),
    ),
)
