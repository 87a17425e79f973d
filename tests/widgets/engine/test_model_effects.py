"""What a model is asked for says little and means the plainest."""

from widgets.embed.needs import needs
from widgets.engine import Predict, Score, TrainStep


def test_a_prediction_and_a_score_are_of_the_published_weights_unless_a_run_is_named() -> None:
    assert Predict("k", "demo", "text") == Predict("k", "demo", "text", (), "")
    assert Score("k", "demo", "text") == Score("k", "demo", "text", (), "")


def test_a_training_step_takes_one_text_by_plain_descent_over_all_it_can_read_unless_it_says_otherwise() -> None:
    step = TrainStep("k", "mine", "text", (0.1,))
    assert (step.batch_size, step.context, step.optimizer, step.seed) == (1, 0, "sgd", 0)


def test_a_widget_that_asks_the_language_model_is_woken_with_it_and_one_that_has_a_text_marked_is_not() -> None:
    assert "model" in needs("next_token")
    assert "model" not in needs("teach_back")
