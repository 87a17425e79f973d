"""What live models cost a reader: a key in a text of about 64 tokens, a step of training."""

from tests.browser.bench.visits import LESSON, REST, Figures, Visit

# The control that is typed into, and the part of the picture that the model's answer renews.
TYPED = {"next_token": ("prompt", "candidates"), "sentence_loss": ("text", "sentence")}
TEXT = (
    "Once upon a time, there was a little girl named Lily. She loved to play in the park with her friends and her "
    "dog. One day, she saw a big red ball near the tree, and she wanted to play with it. Her mom said that they had "
    "to go home "
)
# No spaces: one at the end changes no prediction.
LETTERS = "abcdefghijklmnopqrstuvwxyz"
STEPS = 12


def typing(visit: Visit, name: str) -> Figures:
    """Milliseconds from a key to the picture that the model drew for the text with it."""
    control, part = TYPED[name]
    _settled(visit, name, part)
    typed = visit.run(
        """async (name, control, part, text, letters) => {
      const box = document.querySelector(`#${name} [name=${control}]`);
      const shown = () => document.querySelector(`#${name} [data-part=${part}]:not([aria-busy])`)?.dataset.basis;
      const times = [];
      for (let key = 0; key <= letters.length; key++) {
        const before = shown();
        await new Promise(requestAnimationFrame);
        const begun = performance.now();
        bench.set(box, text + letters.slice(0, key));
        await bench.when(() => ![undefined, before].includes(shown()));
        if (key) times.push(performance.now() - begun);
      }
      return times;
    }""",
        name,
        control,
        part,
        TEXT,
        LETTERS,
    )
    return {"settled": typed}


def teaching(visit: Visit) -> Figures:
    """Milliseconds from the press to the picture after one step at one sentence."""
    _settled(visit, "one_step", "result")
    steps = visit.run(
        """async (steps) => {
      const loss = () => document.querySelector("#one_step output[name=loss_after]")?.dataset.value;
      const busy = () => document.querySelector("#one_step [data-part=result][aria-busy]");
      const field = document.querySelector("#one_step input[name=learning_rate]");
      field.value = "0.001";
      field.dispatchEvent(new Event("change", { bubbles: true }));
      const times = [];
      for (let step = 0; step <= steps; step++) {
        await new Promise((resolve) => setTimeout(resolve, 200));
        const before = loss(), begun = performance.now();
        document.querySelector("#one_step button[name=step]").click();
        await bench.when(() => !busy() && ![undefined, before].includes(loss()));
        // The first one lays the weights.
        if (step) times.push(performance.now() - begun);
      }
      return times;
    }""",
        STEPS,
    )
    return {"settled": steps}


def _settled(visit: Visit, name: str, part: str) -> None:
    """The widget alive with the model's answer in it, and nothing else on its way."""
    visit.open(LESSON)
    visit.page.wait_for_load_state("load")
    visit.page.locator(f"#{name}").scroll_into_view_if_needed()
    visit.run(
        """async (name, part) => {
      bench.touch(name);
      const shown = () => document.querySelector(`#${name} [data-part=${part}]:not([aria-busy])`);
      await bench.when(() => bench.isLive(name) && shown());
    }""",
        name,
        part,
    )
    visit.page.wait_for_timeout(2 * REST)
