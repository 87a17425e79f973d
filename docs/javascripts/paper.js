/**
 * What paper needs besides: the answers of a quiz stand on the last page, and not under their questions. Without this
 * script they are printed where they fold out.
 */
(function () {
  "use strict";

  /** The answers of all quizzes of the page, as a section of their own; null if there is none. */
  function answers() {
    const questions = [...document.querySelectorAll(".quiz > li")].filter((one) => one.querySelector(".explanations"));
    if (!questions.length) return null;
    const section = document.createElement("section");
    section.className = "paper-answers";
    section.append(Object.assign(document.createElement("h2"), { textContent: "Answers to the quiz" }));
    for (const question of questions) {
      const asked = document.createElement("p");
      asked.append(Object.assign(document.createElement("strong"), { textContent: question.querySelector("legend").textContent }));
      section.append(asked, question.querySelector(".explanations").cloneNode(true));
    }
    return section;
  }

  function lay() {
    clear();
    const section = answers();
    if (!section) return;
    document.documentElement.dataset.paper = "";
    document.querySelector(".md-content__inner").append(section);
  }

  function clear() {
    delete document.documentElement.dataset.paper;
    for (const section of document.querySelectorAll(".paper-answers")) section.remove();
  }

  addEventListener("beforeprint", lay);
  addEventListener("afterprint", clear);
})();
