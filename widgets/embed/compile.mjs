// Runs compile.py in Pyodide, so that the .pyc files are those of the Python that reads them.
// Usage: node compile.mjs FOLDER, where FOLDER holds in/*.zip; the compiled zips are written to FOLDER/out.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadPyodide } from "pyodide";

// Without column tables, which only carets under a traceback read, the packed library is a quarter smaller.
const python = await loadPyodide({ env: { PYTHONNODEBUGRANGES: "1" } });
python.mountNodeFS("/work", process.argv[2]);
python.runPython(readFileSync(join(dirname(fileURLToPath(import.meta.url)), "pyc.py"), "utf8"));
python.runPython("compile_folder('/work/in', '/work/out')");
