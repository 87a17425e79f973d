/**
 * Frames: answers made at build time by the widget's own view, shown until Python is awake (widgets/embed/frames.py).
 *
 * A file holds, by control, columns (the first one the control's values) and leaves: [where, what, template], where is
 * the positions of child nodes from the form down, what an attribute, "" for text, "<" for the markup inside. A template
 * is words and numbers of columns. A frame answers only the State as built; whether it is, the caller knows.
 */
(function (scope) {
  "use strict";

  /**
   * @param {{text: (name: string, options?: object) => Promise<string>}} provider
   * @param {string} name such as "frames/0123456789ab.json"
   * @returns {Promise<{answers: Function, apply: Function, leaves: Function}>} rejects with an AssetError
   */
  async function load(provider, name) {
    const controls = JSON.parse(await provider.text(name, { priority: "low" }));
    const rows = new Map();
    for (const [control, { columns }] of Object.entries(controls)) {
      rows.set(control, new Map(columns[0].map((value, row) => [value, row])));
    }

    /** Whether there is a frame for this value of this control. @param {string} control @param {string} value */
    const answers = (control, value) => rows.has(control) && rows.get(control).has(value);

    /** The leaves of a frame: [where, what, value]; a value of null is an attribute that is absent. */
    function leaves(control, value) {
      const { columns, leaves: all } = controls[control];
      const row = rows.get(control).get(value);
      return all.map(([where, what, template]) => [where, what, filled(template, columns, row)]);
    }

    /**
     * Draw a frame on a form that stands as built, or as another frame of this control left it.
     * @returns {boolean} false if there is none, or if the form is another; then nothing is changed
     */
    function apply(form, control, value) {
      if (!form || !answers(control, value)) return false;
      const changes = leaves(control, value).map(([where, what, text]) => ({ node: found(form, where), what, text }));
      // Somebody else's script may have rebuilt the page, a translator's for one.
      if (!changes.every(({ node, what }) => node && node.nodeType === (what === "" ? TEXT : ELEMENT))) return false;
      for (const change of changes) draw(change);
      return true;
    }

    return { answers, apply, leaves };
  }

  const [ELEMENT, TEXT] = [1, 3];

  function filled(template, columns, row) {
    const pieces = template.map((piece) => (typeof piece === "number" ? columns[piece][row] : piece));
    return pieces.length === 1 ? pieces[0] : pieces.join("");
  }

  const found = (form, where) => where.reduce((node, index) => node && node.childNodes[index], form);

  function draw({ node, what, text }) {
    if (what === "") {
      if (node.data !== text) node.data = text;
    } else if (what === "<") {
      // From Python's escaping builder, as all markup of a widget.
      if (node.innerHTML !== text) node.innerHTML = text;
    } else if (text === null) {
      node.removeAttribute(what);
    } else if (node.getAttribute(what) !== text) {
      node.setAttribute(what, text);
    }
    // What a hand has moved no longer follows its attribute.
    if (what === "value" && node.value !== text) node.value = text;
    if (what === "checked" || what === "selected") node[what] = text !== null;
  }

  scope.nudgeFrames = { load };
})(self);
