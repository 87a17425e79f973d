"""Bare Pyodide pages to compare with: a slider, an output, the formula of cross_entropy, Python in a worker; no more.

Pyodide's own files as npm has them, and the numpy wheel as Pyodide's CDN has it.
"""

import json
import shutil
from pathlib import Path

from widgets.embed.vendor import CACHE, NODE_MODULES, pins
from widgets.embed.wheels import wheels

FILES = ("pyodide.js", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json")

_PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>bare</title></head><body>
<input name="p" type="range" min="0.001" max="0.999" step="0.001" value="0.5"><output name="loss"></output>
<script>
const worker = new Worker("worker.js"), slider = document.querySelector("input");
const ask = () => worker.postMessage(Number(slider.value));
worker.onmessage = ({data}) => {
  const output = document.querySelector("output");
  output.dataset.value = data;
  output.textContent = data.toFixed(2);
};
slider.addEventListener("input", ask);
ask();
</script></body></html>
"""

_WORKER = """importScripts("pyodide.js");
const ready = loadPyodide().then(async (python) => {
  LOAD
  return python.runPython("CODE");
});
onmessage = async ({data}) => postMessage((await ready)(data));
"""

_PLAIN = "import math; lambda p: -math.log(p)"
_NUMPY = "import numpy; lambda p: float(-numpy.log(p))"


def make(folder: Path) -> None:
    """Write plain/index.html and numpy/index.html with all they need.

    Raises:
        VendorError: if the numpy wheel is neither there nor to be had.
    """
    pinned = pins()["wheels"]
    pinned["sha256"] = {name: sum for name, sum in pinned["sha256"].items() if name.startswith("numpy-")}
    for kind, load, code in (("plain", "", _PLAIN), ("numpy", 'await python.loadPackage("numpy");', _NUMPY)):
        here = folder / kind
        here.mkdir()
        for name in FILES:
            shutil.copy(NODE_MODULES / "pyodide" / name, here / name)
        (here / "index.html").write_text(_PAGE, encoding="utf-8")
        (here / "worker.js").write_text(_WORKER.replace("LOAD", load).replace("CODE", code), encoding="utf-8")
    lock = json.loads((folder / "numpy" / "pyodide-lock.json").read_text(encoding="utf-8"))
    for name, data in wheels(pinned, CACHE).items():
        # Pyodide takes a wheel only under the name that its own list gives it.
        assert lock["packages"]["numpy"]["file_name"] == name
        (folder / "numpy" / name).write_bytes(data)
