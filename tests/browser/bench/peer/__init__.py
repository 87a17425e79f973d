"""npm's @genai-fi/nanogpt, on TensorFlow.js, with a model of the laboratory's size: what that is measured beside.

Pinned in package-lock.json with its sum, fetched when it is first measured, and no dependency of the site.
"""

import shutil
import subprocess
from pathlib import Path

from tests.browser.bench.visits import Figures, Visit
from widgets.embed.vendor import CACHE, NODE_MODULES, node

HERE = Path(__file__).parent
FOLDER = CACHE / "peer"
# Without a graphics card the processor is what it has: a step takes seconds.
BACKEND, STEPS = "cpu", 1


def peer(visit: Visit) -> Figures:
    """Steps a second of 8 pieces of 64 tokens in a page of its own, and how many weights they train."""
    visit.page.set_default_timeout(180_000)
    visit.page.goto("about:blank")
    visit.page.add_script_tag(path=_script())
    found = visit.run("(backend, steps) => self.peer(backend, steps)", BACKEND, STEPS)
    return {"speed": found["speed"], "weights": found["weights"]}


def _script() -> Path:
    """The package and our few lines in one script, made at the first visit."""
    script = FOLDER / "steps.js"
    if script.is_file():
        return script
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json", "steps.mjs"):
        shutil.copy(HERE / name, FOLDER / name)
    subprocess.run(["npm", "ci", "--ignore-scripts", "--silent"], cwd=FOLDER, check=True)
    esbuild = [node(), str(NODE_MODULES / "esbuild" / "bin" / "esbuild"), "steps.mjs"]
    flags = ["--bundle", "--minify", "--format=iife", f"--outfile={script.name}", "--log-level=error"]
    subprocess.run([*esbuild, *flags], cwd=FOLDER, check=True)
    return script
