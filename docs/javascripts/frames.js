/**
 * Answers made at build time (widgets/embed/frames.py): what differs from the page as built when a control of it is moved.
 */
(function (scope) {
  "use strict";

  /**
   * @param {{text: Function}} provider
   * @param {string} name of the file
   * @returns {Promise<{apply: (form: Element, control: string, value: string) => boolean}>}
   */
  async function load(provider, name) {
    return frames(JSON.parse(await provider.text(name, { priority: "low" })));
  }

  /** @param {Object<string, {values: string[], places: Object<string, (string|null)[]>}>} controls */
  function frames(controls) {
    /** Draw the frame of a control's value on the form as built; false where there is none. */
    function apply(form, control, value) {
      const column = Object.hasOwn(controls, control) ? controls[control].values.indexOf(value) : -1;
      if (column < 0) return false;
      for (const [place, values] of Object.entries(controls[control].places)) lay(form, place, values[column]);
      return true;
    }
    return { apply };
  }

  function lay(form, place, value) {
    const [, path, kind, name] = /^([.\d]*)([@#!])(.*)$/.exec(place);
    let node = form;
    for (const index of path.split(".").slice(1)) node = node.childNodes[index];
    if (kind === "#") node.data = value;
    else if (kind === "!") replace(node, value);
    else if (value === null) node.removeAttribute(name);
    else if (node.getAttribute(name) !== value) node.setAttribute(name, value);
  }

  /** The markup comes from Python's escaping builder, the only maker of HTML. */
  function replace(node, markup) {
    const next = document.createElement("template");
    next.innerHTML = markup;
    node.replaceWith(next.content);
  }

  scope.nudgeFrames = { load, frames };
})(self);
