"""Of a log every whole entry counts, wherever it was cut; curves are thinned for a page, their ends kept."""

import json
import math
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from training.config import Config
from training.run import metrics
from training.run.metrics import Log

ENTRIES: list[dict[str, object]] = [
    {"step": 0, "val_loss": {"écoute.txt": 5.0}},
    {"step": 1, "loss": 5.5, "norms": {"block 1": 0.5, "norm": 0.1}},
    {"step": 2, "loss": 4.5, "norms": {"block 1": 0.5, "norm": 0.1}},
]
LINES = [json.dumps(entry, ensure_ascii=False).encode() + b"\n" for entry in ENTRIES]


@given(st.integers(1, 900), st.integers(2, 300))
def test_a_thinned_curve_keeps_its_ends_and_its_order(length: int, most: int) -> None:
    steps = [entry["step"] for entry in metrics.thin([{"step": step} for step in range(length)], most)]
    assert len(steps) == min(length, most)
    assert steps == sorted(set(steps))
    assert (steps[0], steps[-1]) == (0, length - 1)


def test_numbers_are_short_and_what_is_no_number_is_null() -> None:
    (entry,) = metrics.thin([{"loss": math.inf, "norms": {"embedding": 0.123456789}, "step": 7}])
    assert json.dumps(entry, allow_nan=False) == '{"loss": null, "norms": {"embedding": 0.12346}, "step": 7}'


def test_a_log_cut_at_any_byte_keeps_what_is_whole(tmp_path: Path) -> None:
    path, whole = tmp_path / "metrics.jsonl", b"".join(LINES)
    ends = [len(b"".join(LINES[: i + 1])) for i in range(3)]
    for cut in range(len(whole) + 1):
        path.write_bytes(whole[:cut])
        # An entry without the end of its line is whole.
        complete = sum(end - 1 <= cut for end in ends)
        log = Log(path, step=9)
        log.add({"step": 3, "loss": 4.0})
        log.close()
        found = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        assert found == [*ENTRIES[:complete], {"step": 3, "loss": 4.0}]


def test_a_hole_in_the_middle_of_a_log_costs_the_lines_that_it_touches(tiny: Config) -> None:
    whole = b"".join(LINES)
    start = len(LINES[0]) + 10
    for hole in (b"\0" * 12, b"", b"\xff" * 12):
        (tiny.run / "metrics.jsonl").write_bytes(whole[:start] + hole + whole[start + 12 :])
        assert metrics.read(tiny) == [ENTRIES[0], ENTRIES[2]]


def test_going_on_forgets_what_was_logged_after_the_checkpoint(tmp_path: Path) -> None:
    path = tmp_path / "metrics.jsonl"
    path.write_bytes(b"".join(LINES))
    log = Log(path, step=1)
    log.close()
    assert log.validated == {0}
    assert [json.loads(line)["step"] for line in path.read_text().splitlines()] == [0, 1]
