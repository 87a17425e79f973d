// Turns formulas into MathML with Temml. Standard input: JSON, [{"latex": "...", "block": true}, ...]; standard output:
// as many of {"mathml": "..."} or {"error": "..."}, in the same order.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const temml = createRequire(import.meta.url)("temml");

// A color is a class, for a policy without inline styles; all else that could reach outside the formula stays refused.
const trust = ({ command }) => command === "\\class";

function made({ latex, block }) {
  try {
    return { mathml: temml.renderToString(latex, { displayMode: block, throwOnError: true, trust }) };
  } catch (error) {
    // The second line of the message shows the place once more, with underlines that no terminal sets well.
    return { error: error.message.split("\n", 1)[0].trim().replace(/:$/, "") };
  }
}

process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(made)));
