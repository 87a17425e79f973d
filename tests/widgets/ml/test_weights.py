"""Weights come out of their file as the layout says, and a file of another size is refused."""

import numpy as np
import pytest

from widgets.ml.weights import unpacked

LAYOUT = {
    "size": 8,
    "bytes": 4 * 4 + 6,
    "parts": [
        {"shape": [2, 3], "start": 2, "scales_at": 0, "ints_at": 16},
        {"shape": [2], "start": 0, "floats_at": 8},
    ],
}
DATA = np.array([0.5, 2, 7, 9], "<f4").tobytes() + np.array([1, -2, 127, 3, 0, -127], np.int8).tobytes()


def test_rows_are_scaled_and_vectors_stay_as_they_are() -> None:
    assert unpacked(DATA, LAYOUT).tolist() == [7, 9, 0.5, -1, 63.5, 6, 0, -254]


@pytest.mark.parametrize("data", [b"", DATA[:-1], DATA + b"x"])
def test_a_file_of_another_size_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="weights take 22 bytes, not"):
        unpacked(data, LAYOUT)
