/**
 * Keeps the site's pages on this device through its service worker (widgets/embed/service-worker.mjs), and offers a new
 * version when a whole one has come: nothing changes under a reader's hands.
 */
(function (scope) {
  "use strict";

  const { make, button } = scope.nudgeForgetting;
  // What the build has written at this script; the development server and a folder have no service worker.
  const { src, dataset } = scope.document.currentScript;
  const base = new URL("../", src).href;
  const container = scope.navigator.serviceWorker;
  const MOVES = ["scroll", "pointerdown", "pointermove", "keydown", "touchstart"];
  /** Whether this page was served by a service worker, so that another may take over from it. */
  const controlled = Boolean(container && container.controller);
  let registering;
  let asked = false;

  /** Have the pages kept. @returns {Promise<ServiceWorkerRegistration|undefined>} none where that cannot be */
  function register() {
    if (!container || !dataset.worker) return Promise.resolve(undefined);
    registering =
      registering ||
      container.register(new URL(dataset.worker, base), { scope: base }).then(watched, () => {
        registering = undefined;
      });
    return registering;
  }

  function watched(registration) {
    function use() {
      asked = true;
      registration.waiting.postMessage("use");
    }
    const whole = () => controlled && registration.waiting && offer("A new version of this site is here. What you wrote stays.", use);
    whole();
    registration.addEventListener("updatefound", () => {
      const { installing } = registration;
      installing.addEventListener("statechange", () => installing.state === "installed" && whole());
    });
    return registration;
  }

  /** @param {string} words @param {() => void} use */
  function offer(words, use) {
    scope.document.querySelector(".nudge-renewal")?.remove();
    const box = make("div", { class: "nudge-renewal", role: "status" }, make("p", {}, words));
    box.append(button("Use it now", use), button("Later", () => box.remove()));
    scope.document.body.append(box);
  }

  function renewed() {
    if (asked) return scope.location.reload();
    offer("This site was renewed in another tab. What you wrote stays.", () => scope.location.reload());
  }
  if (controlled) container.addEventListener("controllerchange", renewed);

  // Not before the reader does anything: who only looks in pays for one page.
  function firstMove() {
    for (const move of MOVES) scope.removeEventListener(move, firstMove, true);
    register();
  }
  if (dataset.worker) for (const move of MOVES) scope.addEventListener(move, firstMove, { capture: true, passive: true });

  scope.nudgeRenewal = { register, able: Boolean(container && dataset.worker) };
})(self);
