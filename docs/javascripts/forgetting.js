/**
 * The page's one control over what it keeps, after the article: says what is kept, asks once, and forgets it; and hands
 * the reader's texts out as a file, for where a browser keeps nothing.
 */
(function (scope) {
  "use strict";

  const WORD = "What you read, write and set on this page is kept in this browser, on this device only.";
  const FILE = "nudge-texts.txt";

  /** An element with attributes, and children that are elements or plain text. */
  function make(tag, attributes = {}, ...children) {
    const made = scope.document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  }

  function button(words, press) {
    const made = make("button", { type: "button", class: "button" }, words);
    made.addEventListener("click", press);
    return made;
  }

  /** Hand the reader a file of text, among their downloads. */
  function save(name, text) {
    const address = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
    make("a", { href: address, download: name }).click();
    // A browser may still be about to read it.
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  }

  const count = (number, one) => `${number} ${one}${number === 1 ? "" : "s"}`;

  /**
   * @param {object} store nudgeStore(...)
   * @param {string} page nudgeStore.pageOf(...)
   * @param {Map<HTMLElement, {saver: object, reset: Function}>} handles the page's widgets
   * @returns {{place: (element: HTMLElement) => void, say: (sentence: string) => void}}
   */
  function nudgeForgetting(store, page, handles) {
    const status = make("p", { role: "status" });
    const section = make("section", { class: "page-kept", "aria-label": "What this page keeps" });
    const savers = (step) => Promise.all([...handles.values()].map(({ saver }) => saver[step]()));

    function say(words) {
      if (status.textContent !== words) status.textContent = words;
    }

    function rest() {
      const forgetting = button("Forget what this page keeps", confirm);
      section.replaceChildren(make("p", {}, WORD), status, forgetting, button("Save my texts as a file", saveTexts));
    }

    /** Back to rest, with the focus where it was. */
    function back(words) {
      rest();
      say(words);
      section.querySelector("button").focus();
    }

    /** What stands in the page's boxes, whether or not it could be kept. */
    function saveTexts() {
      const boxes = [...handles.keys()].flatMap((element) => [...element.querySelectorAll("textarea")]);
      const written = boxes.filter(({ value }) => value.trim());
      if (!written.length) return say("There is no text of yours on this page.");
      const parts = written.map((box) => `${box.labels[0]?.firstChild.textContent.trim() || box.name}:\n\n${box.value}\n`);
      save(FILE, parts.join("\n\n"));
      say(`Your texts are in ${FILE}, among your downloads.`);
    }

    async function confirm() {
      try {
        await savers("flush");
        const { widgets, texts, marks } = await store.kept(page);
        if (!widgets && !marks) return say("Nothing of this page is kept.");
        const among = texts ? `, ${count(texts, "text")} among it` : "";
        const left = widgets ? [`what you left in ${count(widgets, "widget")} of this page${among}`] : [];
        if (marks) left.push("the marks of what you read and tried");
        say(`This deletes ${left.join(", and ")}. Nothing brings it back.`);
        const keep = button("Keep it", () => back(""));
        section.replaceChildren(status, button("Forget it all", forget), keep);
        keep.focus();
      } catch (error) {
        say(error.message);
      }
    }

    async function forget() {
      try {
        await savers("forget");
        await store.forget(page);
        for (const { reset } of handles.values()) reset();
        scope.document.dispatchEvent(new scope.Event("nudge-forgotten"));
        back("Forgotten. The widgets of this page are as printed; the page Review deletes answers, cards and progress.");
      } catch (error) {
        back(error.message);
      }
    }

    section.addEventListener("keydown", ({ key }) => {
      if (key === "Escape" && section.childElementCount === 3 && section.firstElementChild === status) back("");
    });
    rest();

    return {
      say,
      /** Show the control after the article that `element` stands in. */
      place(element) {
        if (!section.isConnected) (element.closest("article") || scope.document.body).append(section);
      },
    };
  }

  scope.nudgeForgetting = Object.assign(nudgeForgetting, { make, button, save });
})(self);
