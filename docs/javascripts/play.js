/**
 * Play: a button with data-plays moves the control of that name from place to place as the reader's own hand would, once
 * from where it stands to its end, or from its start where it stands at the end. Pressed again, or when anything of the
 * widget is touched, it stops. Where motion is unwelcome it shows the marked places alone, one a second.
 *
 * Without this script the button is a step of it (update, in the widget).
 */
(function (scope) {
  "use strict";

  const WHOLE = 9_000;
  const SECOND = 1_000;

  /** What plays. @type {{widget: Element, name: string, timer: number} | undefined} */
  let playing;

  const controlOf = (widget, name) => widget.querySelector(`input[type=range][name="${name}"]`);
  const buttonOf = (widget, name) => widget.querySelector(`button[data-plays="${name}"]`);

  /** The places that are shown, after the present one. */
  function placesOf(widget, { name, min, max, value }) {
    const still = scope.matchMedia("(prefers-reduced-motion: reduce)").matches;
    const marked = [...widget.querySelectorAll(`[data-along="${name}"][data-at]`)].map((mark) => Number(mark.dataset.at));
    const every = Array.from({ length: Number(max) - Number(min) + 1 }, (_, index) => Number(min) + index);
    const all = still && marked.length ? marked.sort((one, other) => one - other) : every;
    const ahead = all.filter((place) => place > Number(value));
    const places = ahead.length ? ahead : all;
    return { places, pause: still ? SECOND : WHOLE / every.length };
  }

  function start(widget, name) {
    const control = controlOf(widget, name);
    if (!control) return;
    const { places, pause } = placesOf(widget, control);
    const next = () => {
      const now = controlOf(widget, name);
      if (!now || !widget.isConnected) return stop();
      now.value = String(places.shift());
      now.dispatchEvent(new Event("input", { bubbles: true }));
      if (!places.length) {
        now.dispatchEvent(new Event("change", { bubbles: true }));
        return stop();
      }
      say(true);
    };
    playing = { widget, name, timer: scope.setInterval(next, pause) };
    next();
  }

  function stop() {
    if (!playing) return;
    scope.clearInterval(playing.timer);
    say(false);
    playing = undefined;
  }

  /** A patch may have made the button anew. */
  function say(plays) {
    const button = buttonOf(playing.widget, playing.name);
    if (plays) playing.widget.dataset.playing = playing.name;
    else delete playing.widget.dataset.playing;
    if (plays) button?.setAttribute("aria-pressed", "true");
    else button?.removeAttribute("aria-pressed");
  }

  // Before the widget hears of it, for whom the button would be one step.
  document.addEventListener(
    "click",
    (event) => {
      const button = event.target.closest?.("live-widget button[data-plays]");
      if (!button) return;
      event.stopPropagation();
      const [widget, name] = [button.closest("live-widget"), button.dataset.plays];
      const again = playing && playing.widget === widget && playing.name === name;
      stop();
      if (!again) start(widget, name);
    },
    true,
  );

  function touched(event) {
    if (!playing || !event.isTrusted || !playing.widget.contains(event.target)) return;
    if (!event.target.closest("button[data-plays]")) stop();
  }
  for (const touch of ["pointerdown", "keydown", "input"]) document.addEventListener(touch, touched, true);
})(self);
