// A table of printed numbers becomes a file that a spreadsheet reads as numbers.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./scope.mjs";

/** What is saved when the button beside a table with these cells is pressed. */
function saved(caption, rows) {
  let click;
  const files = [];
  const table = { rows: rows.map((cells) => ({ cells: cells.map((textContent) => ({ textContent })) })), caption: { textContent: caption } };
  const scope = load(["numbers.js"], {
    document: { addEventListener: (_, listener) => (click = listener) },
    nudgeForgetting: { save: (...file) => files.push(file) },
  });
  const press = (inside) => click({ target: { closest: () => (inside ? { closest: () => ({ querySelector: () => table }) } : null) } });
  press(false);
  assert.deepEqual(files, [], "another press saves nothing");
  press(true);
  return { file: files[0], ...scope.nudgeNumbersFile };
}

test("the file holds the cells in their order, under the name of the picture", () => {
  const { file } = saved("Learning rate by step", [["step", "rate"], ["1,000", "6e-4"], ["−2.50", "0.1"]]);
  assert.deepEqual(file, ["learning-rate-by-step.csv", "\ufeffstep,rate\r\n1000,6e-4\r\n-2.50,0.1\r\n"]);
});

test("words keep their commas, quotes and line ends", () => {
  const { csv } = saved("T", [["a"]]);
  assert.equal(csv([["The cat, sat", 'say "hi"', "two\nlines", "1,23", "below 0.1%", "−"]]), '"The cat, sat","say ""hi""","two\nlines","1,23",below 0.1%,−\r\n');
});

test("a title without letters still names a file", () => {
  assert.equal(saved("…", [["a"]]).file[0], "numbers.csv");
});
