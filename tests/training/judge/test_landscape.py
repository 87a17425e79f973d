"""Three moments lie in the plane through them, and its heights are the model's own losses on the slice."""

import pytest
import torch

from training.config import Config, Source, changed
from training.errors import DataError
from training.judge import landscape
from training.judge.landscape import Ground, Plane, spread, through
from training.run.flat import flatten
from training.run.train import new_model
from training.text import corpus
from training.text.prepare import prepare


@pytest.fixture
def three() -> list[torch.Tensor]:
    chance = torch.Generator().manual_seed(3)
    return [torch.randn(500, generator=chance) for _ in range(3)]


@pytest.fixture
def plane(three: list[torch.Tensor]) -> Plane:
    return through(*three)


def test_start_middle_and_end_lie_in_the_plane_where_it_says(plane: Plane, three: list[torch.Tensor]) -> None:
    start, middle, end = (plane.shadow(weights) for weights in three)
    assert start == pytest.approx((0, 0, 0), abs=1e-9)
    assert end == pytest.approx((1, 0, 0), abs=1e-9)
    assert middle[1] > 0
    assert middle[2] == pytest.approx(0, abs=1e-9)
    for weights, shadow in zip(three, (start, middle, end), strict=True):
        assert torch.allclose(plane.weights(*shadow[:2]), weights, atol=1e-6)


def test_distances_in_the_plane_and_from_it_are_those_of_the_weights_in_legs(
    plane: Plane, three: list[torch.Tensor]
) -> None:
    start, middle, end = (weights.double() for weights in three)
    leg = float((end - start).norm())
    x, y, _ = plane.shadow(three[1])
    assert (x**2 + y**2) ** 0.5 == pytest.approx(float((middle - start).norm()) / leg)
    off = torch.randn(500, dtype=torch.float64, generator=torch.Generator().manual_seed(4))
    for axis in (plane.along, plane.across):
        off -= axis * (off @ axis / (axis @ axis))
    above = plane.weights(0.3, -0.2).double() + 2 * leg * off / off.norm()
    assert plane.shadow(above) == pytest.approx((0.3, -0.2, 2), abs=1e-6)


def test_three_moments_on_one_line_make_no_plane(three: list[torch.Tensor]) -> None:
    with pytest.raises(DataError, match="lie on one line"):
        through(three[0], (three[0] + three[1]) / 2, three[1])


def test_the_middle_has_as_many_snapshots_before_it_as_after_it(tiny: Config) -> None:
    assert landscape.three(tiny, [0, 1, 9]) == {"start": 0, "middle": 1, "end": 9}
    assert landscape.three(tiny, [0, 1, 3, 9, 27])["middle"] == 3
    assert landscape.three(tiny, [0, 1, 3, 9])["middle"] == 3
    with pytest.raises(DataError, match="kept 2 snapshots"):
        landscape.three(tiny, [0, 9])


def test_every_source_has_a_window_and_the_others_go_by_weight() -> None:
    assert spread({"stories": 0.6, "books": 0.3, "rare": 0.001}, 10) == {"stories": 6, "books": 3, "rare": 1}
    assert spread({"a": 1.0, "b": 1.0}, 1) == {"a": 1, "b": 1}


def test_a_height_is_the_loss_of_those_weights_with_sources_weighted_as_in_training(tiny: Config) -> None:
    story = tiny.run.parent / "story.txt"
    story.write_text("".join(f"Story {i} is of a boat and {i * i} fish.\n<|endoftext|>\n" for i in range(300)))
    (first,) = tiny.data.source
    two = changed(tiny, ["landscape.windows=5", "data.folder=.", f"data.source={_sources(first, story)}"])
    prepare(two)
    ground, model = Ground(two), new_model(two)
    assert ground.counts == {"index.md": 4, "story.txt": 1}
    # Not the weights that the ground made for itself.
    weights = flatten(model) * 3
    torch.nn.utils.vector_to_parameters(weights, model.parameters())
    rows = ground.rows
    of_source = [model.loss(part[:, :-1], part[:, 1:]).item() for part in (rows[:4], rows[4:])]
    assert ground.height(weights) == pytest.approx(0.75 * of_source[0] + 0.25 * of_source[1], abs=1e-5)
    held_out = corpus.held_out(two)
    for name, part in (("index.md", rows[:4]), ("story.txt", rows[4:])):
        text = held_out[name].astype("<u2").tobytes()
        assert all(row.numpy().astype("<u2").tobytes() in text for row in part)


def test_a_height_changes_no_weights_and_repeats(tiny: Config) -> None:
    ground = Ground(tiny)
    before = flatten(ground.model)
    assert ground.height(2 * before) == ground.height(2 * before) != ground.height(before)
    assert torch.equal(flatten(ground.model), before)


def _sources(first: Source, story: object) -> str:
    return f'[{{"file": "docs/{first.file}", "weight": 0.75}}, {{"file": "{story}", "weight": 0.25}}]'
