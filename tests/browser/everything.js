/**
 * Hands that use whatever stands on a page, one thing after the other: evaluated in the page. A seed decides, so that the
 * same hands do the same again.
 */
(function (scope) {
  "use strict";

  const LONG = "A language model bets on the next token of a text. The loss is minus the logarithm of what it gave the right one. Backpropagation finds how each weight shares in the blame. A step of gradient descent moves all weights against it. A batch makes the estimate less noisy. The rate is warmed up, and then it falls. ";
  const TEXTS = [LONG, "Once upon a time", "The cat sat on the mat. It was warm.", "", "Füße, 猫 and 👩‍👩‍👧", "She said that 7 × 6 is 42."];
  /** Files among the downloads, other pages and dialogs of the system are no use of a widget. */
  const LEFT = new Set(["export", "forget", "delete", "ask"]);
  const pause = (time) => new Promise((done) => setTimeout(done, time));
  let seed = 1;
  const chance = (count) => Math.floor((seed = (seed * 48271) % 2147483647) / 2147483647 * count);

  const controls = (widget) =>
    [...widget.querySelectorAll("form :is(input, textarea, select, button)[name]")].filter(
      (one) => !LEFT.has(one.name) && !/^(file|password)$/.test(one.type) && one.getAttribute("aria-disabled") !== "true" && !one.closest("[inert]"),
    );

  function set(control, value) {
    control.value = value;
    for (const kind of ["input", "change"]) control.dispatchEvent(new Event(kind, { bubbles: true }));
  }

  /** @param {boolean} [most] as much as the control can take */
  function use(control, most = false) {
    const { type, tagName, min, max, options } = control;
    if (type === "range" || type === "number") {
      const [low, high] = [Number(min), Number(max)];
      const value = most ? high : low + ((high - low) * chance(1001)) / 1000;
      // A run of the laboratory stays short enough that all of it is met.
      set(control, control.name === "steps" && !control.closest("#scale") ? "60" : String(Number.isInteger(Number(control.step)) ? Math.round(value) : value));
    } else if (tagName === "TEXTAREA" || type === "text") set(control, most ? LONG : TEXTS[chance(TEXTS.length)]);
    else if (tagName === "SELECT") set(control, options[chance(options.length)].value);
    else control.click();
  }

  const asked = (names) => [...document.querySelectorAll("live-widget")].filter((one) => !names || names.includes(one.id));

  scope.hands = {
    /**
     * Every control of these widgets once, at the most that it takes; then every button, which does what that leads to.
     * @param {number} wait after each, in ms
     * @param {string[]} [names] else all
     */
    async each(wait, names) {
      for (const widget of asked(names)) {
        for (const buttons of [false, true]) {
          const mine = () => controls(widget).filter(({ tagName }) => (tagName === "BUTTON") === buttons);
          for (const name of new Set(mine().map((one) => one.name))) {
            const control = mine().find((one) => one.name === name);
            if (control) use(control, true);
            await pause(wait);
          }
        }
      }
    },
    /** So many things, each in the next widget. @param {number} count @param {number} wait @param {string[]} [names] */
    async some(count, wait, names) {
      const widgets = asked(names);
      for (let i = 0; i < count; i++) {
        const offered = controls(widgets[i % widgets.length]);
        if (offered.length) use(offered[chance(offered.length)]);
        await pause(wait);
      }
    },
    failed: () => [...document.querySelectorAll("[data-phase=failed]")].map((one) => `${one.id}: ${one.querySelector(".widget-failure")?.textContent}`),
  };
})(self);
