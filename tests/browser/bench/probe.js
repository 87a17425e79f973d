/**
 * Measures inside a page, from before its first script; `bench` is what visits.py calls. Times are milliseconds since
 * the navigation began.
 */
(function (scope) {
  "use strict";

  const bench = (scope.bench = { patches: [], tasks: [] });
  const replied = new EventTarget();
  bench.largestPaint = bench.layoutShift = 0;
  const PATIENCE = 180_000;

  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) bench.tasks.push([startTime, duration]);
  }).observe({ type: "longtask", buffered: true });
  new PerformanceObserver((list) => {
    for (const { startTime } of list.getEntries()) bench.largestPaint = startTime;
  }).observe({ type: "largest-contentful-paint", buffered: true });
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) bench.layoutShift += value;
  }).observe({ type: "layout-shift", buffered: true });

  /** Markup of Python's replies on their way to the page. */
  const Plain = scope.Worker;
  scope.Worker = class extends Plain {
    constructor(...given) {
      super(...given);
      this.addEventListener("message", ({ data }) => {
        const html = data && data.value && data.value.html;
        if (typeof html !== "string") return;
        bench.patches.push(new TextEncoder().encode(html).length);
        replied.dispatchEvent(new Event("reply"));
      });
    }
  };

  const WATCHED = { attributes: true, childList: true, characterData: true, subtree: true };

  /** @returns {Promise<number>} when `test()` holds, looked at after every change of the page; rejects after a while */
  bench.when = (test) =>
    new Promise((resolve, reject) => {
      setTimeout(() => reject(new Error(`waited in vain for ${test}`)), PATIENCE);
      const look = () => {
        if (!test()) return false;
        watcher.disconnect();
        resolve(performance.now());
        return true;
      };
      const watcher = new MutationObserver(look);
      if (!look()) watcher.observe(document, WATCHED);
    });

  bench.parsed = () => bench.when(() => document.readyState !== "loading");

  const widget = (name) => document.querySelector(`live-widget[name="${name}"]`);
  const controls = (name, control) => [...widget(name).querySelectorAll(`form [name="${control}"]`)];
  const output = (name, key) => Number(document.querySelector(`${name} output[name=${key}]`)?.dataset.value ?? NaN);

  bench.isLive = (name) => widget(name).dataset.phase === "live";
  bench.reads = (where, key, value) => Math.abs(output(where, key) - value) < 1e-6;

  bench.touch = (name) => widget(name).dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }));

  /** Set a control as a hand does. */
  bench.set = (element, value) => {
    element.value = value;
    element.dispatchEvent(new Event("input", { bubbles: true }));
    // A number speaks when it is whole.
    if (element.type === "number") element.dispatchEvent(new Event("change", { bubbles: true }));
  };

  /** The `count`th move of a control; two in a row always differ. */
  bench.move = (name, control, count) => {
    const found = controls(name, control);
    const [first] = found;
    if (first.tagName === "BUTTON") return first.click();
    if (first.type === "radio") {
      const chosen = found[count % found.length];
      chosen.checked = true;
      return chosen.dispatchEvent(new Event("input", { bubbles: true }));
    }
    if (first.tagName === "TEXTAREA") return bench.set(first, "It bets on every token. ".repeat(1 + (count % 20)));
    const [low, high, step] = [Number(first.min), Number(first.max), Number(first.step) || 1];
    const steps = Math.round((high - low) / step);
    return bench.set(first, String(low + step * ((count * 7 + 1) % (steps + 1))));
  };

  /** @returns {Promise<number[]>} from the hand to the changed page, one move a frame */
  bench.drag = async (name, control, moves) => {
    const times = [];
    for (let count = 0; count < moves; count++) {
      await new Promise(requestAnimationFrame);
      times.push(await answered(name, () => bench.move(name, control, count)));
    }
    return times;
  };

  /** Until the page has changed by Python's reply; a reply that changes nothing counts when it comes. */
  function answered(name, move) {
    return new Promise((resolve) => {
      const begun = performance.now();
      let came;
      const end = (at) => {
        watcher.disconnect();
        clearTimeout(patience);
        replied.removeEventListener("reply", reply);
        resolve(at - begun);
      };
      const watcher = new MutationObserver(() => came && end(performance.now()));
      const reply = () => {
        came = came || performance.now();
        setTimeout(() => end(came), 50);
      };
      const patience = setTimeout(() => end(performance.now()), 5000);
      replied.addEventListener("reply", reply);
      watcher.observe(widget(name).querySelector("form"), WATCHED);
      move();
    });
  }

  /**
   * The longest task of the main thread since the first paint, and since the theme's own scripts have started (the end of
   * DOMContentLoaded); 0 if none took 50 ms.
   */
  bench.longestTasks = () => {
    const paint = performance.getEntriesByName("first-contentful-paint")[0];
    const themed = performance.getEntriesByType("navigation")[0].domContentLoadedEventEnd;
    const since = (begun) => Math.max(0, ...bench.tasks.filter(([start]) => start >= begun).map(([, length]) => length));
    return [since(paint ? paint.startTime : Infinity), since(themed)];
  };
})(self);
