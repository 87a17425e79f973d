/**
 * The small line that says what is being loaded, for all that load: the first of them is said. What is spoken changes
 * with the words alone, once at the start and once at the end; how far it is stands beside them.
 */
(function (scope) {
  "use strict";

  /** What is said by whom, in the order in which they first spoke. @type {Map<string, [string, string]>} */
  const all = new Map();

  function line() {
    let made = document.querySelector(".nudge-status");
    if (!made) {
      made = document.createElement("div");
      made.className = "nudge-status";
      made.hidden = true;
      const spoken = document.createElement("span");
      spoken.setAttribute("role", "status");
      const counted = document.createElement("span");
      counted.setAttribute("aria-hidden", "true");
      made.append(spoken, counted);
      document.body.append(made);
    }
    return made;
  }

  /**
   * @param {string} who loads
   * @param {string} text nothing, when it is done
   * @param {string} [count] how far it is
   */
  function status(who, text, count = "") {
    all.set(who, [text, count]);
    const [words, far] = [...all.values()].find(([one]) => one) || ["", ""];
    const [spoken, counted] = line().children;
    if (spoken.textContent !== words) spoken.textContent = words;
    counted.textContent = far;
    line().hidden = !words;
  }

  /** Say how much has come. @param {{loaded: number, total: number}} sum bytes on the wire */
  status.loading = (who, { loaded, total }) => {
    const mega = (bytes) => (bytes / 1e6).toFixed(1);
    status(who, `Loading ${who}`, loaded < total ? `: ${mega(loaded)} of ${mega(total)} MB` : ": starting");
  };

  scope.nudgeStatus = status;
})(self);
