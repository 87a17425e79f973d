"""A model's weights from the file they are published in: matrices as int8 with a scale a row, vectors as they are.

The file is little-endian: first every float32 (a matrix's scales, a vector's values), then every int8. Where each
begins stands in weights.json, which holds for all moments of a run.
"""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray


def unpacked(data: bytes, layout: Mapping[str, Any]) -> NDArray[np.float32]:
    """The weights (N,) of a file, as weights.json's contents lay them out.

    Raises:
        ValueError: if the file has another size than weights.json says.
    """
    if len(data) != layout["bytes"]:
        raise ValueError(f"weights take {layout['bytes']:,} bytes, not {len(data):,}; publish the model again")
    flat = np.empty(layout["size"], np.float32)
    for part in layout["parts"]:
        rows, size = part["shape"][0], math.prod(part["shape"])
        if "ints_at" in part:
            scales = np.frombuffer(data, "<f4", rows, part["scales_at"])
            ints = np.frombuffer(data, np.int8, size, part["ints_at"]).reshape(part["shape"])
            values = ints * scales[:, None]
        else:
            values = np.frombuffer(data, "<f4", size, part["floats_at"])
        flat[part["start"] : part["start"] + size] = values.ravel()
    return flat
