// Drives Firefox over WebDriver BiDi for drivers.py: a line of JSON in, a line of JSON out.
// Usage: node firefox.mjs PATH_OF_FIREFOX. In: {"goto": address} or {"run": source of a function, "given": [...]}.
// Out: {"value": ...} or {"error": "..."}.
import puppeteer from "puppeteer-core";
import { createInterface } from "node:readline";

const browser = await puppeteer.launch({ browser: "firefox", executablePath: process.argv[2], headless: true, protocolTimeout: 180_000 });
const page = await browser.newPage();
await page.setViewport({ width: 1280, height: 900 });

const does = {
  goto: async ({ goto }) => void (await page.goto(goto, { waitUntil: "load", timeout: 120_000 })),
  run: ({ run, given }) => page.evaluate(`(${run})(...${JSON.stringify(given)})`),
};

const answer = (said) => process.stdout.write(`${JSON.stringify(said)}\n`);
answer({ value: await browser.version() });
for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line);
  try {
    const value = await does["goto" in asked ? "goto" : "run"](asked);
    answer({ value: value === undefined ? null : value });
  } catch (error) {
    answer({ error: String(error.message || error) });
  }
}
await browser.close();
