/**
 * On a page that says what is due today: when a reader comes back to it on another day, or after a while, its widgets begin
 * again from what they hold, and ask for the time anew. A page that stays in sight is looked at each minute for midnight.
 */
(function (scope) {
  "use strict";

  const MINUTE = 60_000;
  /** Away for so long, and a card may be due that was not. */
  const AWHILE = 10 * MINUTE;
  const { document } = scope;
  const now = () => new scope.Date();
  let last = now();

  /** @param {boolean} returned */
  function look(returned) {
    const there = now();
    const another = there.toDateString() !== last.toDateString();
    if (document.hidden || !(another || (returned && there - last >= AWHILE))) return;
    last = there;
    for (const { machine } of scope.nudgeWidgets || []) {
      if (machine.phase === "live") machine.adopt({ fields: machine.fields, drafts: {} });
    }
  }

  const came = () => look(true);
  for (const word of ["visibilitychange", "resume"]) document.addEventListener(word, came);
  for (const word of ["pageshow", "focus"]) scope.addEventListener(word, came);
  scope.setInterval(() => look(false), MINUTE);
})(self);
