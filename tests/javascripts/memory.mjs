// Asks the schedule of widgets/ml/memory.py in the page's own Python, from the files of the bundle.
// Usage: node memory.mjs RUNTIME, with JSON on standard input: a list of histories, each a list of [at, grade].
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [runtime] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${process.cwd()}/node_modules/pyodide/pyodide.mjs`));
const { info } = JSON.parse(readFileSync("node_modules/pyodide/pyodide-lock.json", "utf-8"));
const python = await loadPyodide({ stdLibURL: `${runtime}/python_stdlib.zip`, lockFileContents: JSON.stringify({ info, packages: {} }) });
for (const name of ["nudge.zip", "fsrs.zip"]) python.FS.writeFile(`/lib/${name}`, readFileSync(`${runtime}/${name}`));
python.globals.set("given", readFileSync(0, "utf-8"));
console.log(
  python.runPython(`
import json, sys
sys.path[:0] = ["/lib/nudge.zip", "/lib/fsrs.zip"]
from dataclasses import astuple
from widgets.ml.memory import DAY, Review, recall, replayed, waits

def told(history):
    memory = replayed(Review(at, grade) for at, grade in history)
    return [astuple(memory), waits(memory, memory.due), [recall(memory, memory.last + DAY * ahead + 60) for ahead in range(40)]]

json.dumps([told(history) for history in json.loads(given)])
`),
);
