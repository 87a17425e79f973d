"""The quick way to lay markup on a form ends where the parser would, or touches nothing."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.moves import MOVES, views

# Whose own controls only show and hide parts; what changes in place comes from elsewhere.
FOLDS = ("progress",)

STAGE = """() => {
  window.parsed = (markup) => {
    const box = document.createElement("template");
    box.innerHTML = markup;
    return document.importNode(box.content.firstElementChild, true);
  };
  window.change = (form, before, after, held = []) => {
    const [one, other] = [before, after].map(nudgeChanges.cut);
    return nudgeChanges(form, one, other, (name) => held.includes(name));
  };
  window.laid = (before, after, held = []) => {
    const form = parsed(before);
    document.body.append(form);
    return {form, done: change(form, before, after, held)};
  };
}"""


def _laid(page: Page, before: str, after: str, then: str, held: tuple[str, ...] = ()) -> Any:
    return page.evaluate(
        f"([before, after, held]) => {{ const {{form, done}} = laid(before, after, held); {then} }}",
        [before, after, list(held)],
    )


@pytest.fixture
def stage(lesson: Page) -> Page:
    lesson.evaluate(STAGE)
    return lesson


def test_every_widget_is_tried() -> None:
    assert set(MOVES) == {path.stem for path in Path("widgets").glob("[a-z]*.py")}


@pytest.mark.parametrize("name", MOVES)
def test_it_ends_where_the_parser_would_or_touches_nothing(stage: Page, name: str) -> None:
    drawn = views(name)
    pairs = [[one, other] for one in drawn for other in drawn]
    ends = stage.evaluate(
        """(pairs) => pairs.map(([before, after]) => {
          const {form, done} = laid(before, after);
          const same = form.isEqualNode(parsed(done ? after : before));
          form.remove();
          return [done, same];
        })""",
        pairs,
    )
    assert all(same for _, same in ends)
    quick = [done for (one, other), (done, _) in zip(pairs, ends, strict=True) if one != other]
    assert any(quick) or name in FOLDS


FORM = (
    '<form><label><input type="radio" name="q" value="a" checked>A</label>'
    '<label><input type="radio" name="q" value="b">B</label>'
    '<input type="range" name="p" min="0" max="1" step="0.1" value="{p}">'
    '<textarea name="text">\n{text}</textarea><details class="{p}"><summary>More</summary>{text}</details></form>'
)
BEFORE, AFTER = FORM.format(p="0.1", text="one"), FORM.format(p="0.7", text="two")


def test_what_a_hand_moves_or_types_stays_and_follows_python_once_it_is_let_go(stage: Page) -> None:
    for selector, typed, python in (("textarea", "mine", "two"), ("[name=p]", "0.4", "0.7")):
        found = stage.evaluate(
            """([before, after, selector, typed]) => {
              const form = parsed(before);
              document.body.append(form);
              const control = form.querySelector(selector);
              control.focus();
              control.value = typed;
              change(form, before, after);
              const during = control.value;
              control.blur();
              change(form, after, after);
              const ends = [during, control.value];
              form.remove();
              return ends;
            }""",
            [BEFORE, AFTER, selector, typed],
        )
        assert found == [typed, python]


def test_a_choice_that_python_refused_goes_back(stage: Page) -> None:
    assert stage.evaluate(
        """([before, after]) => {
          const form = parsed(before);
          document.body.append(form);
          form.querySelectorAll("[name=q]")[1].checked = true;
          change(form, before, after);
          const chosen = [...form.querySelectorAll("[name=q]")].map((one) => one.checked);
          form.remove();
          return chosen;
        }""",
        [BEFORE, AFTER],
    ) == [True, False]


def test_of_two_quick_choices_the_last_ends_chosen_though_it_has_the_focus(stage: Page) -> None:
    first = BEFORE
    second = BEFORE.replace(" checked", "").replace('value="b"', 'value="b" checked')
    assert stage.evaluate(
        """([none, first, second]) => {
          const form = parsed(none);
          document.body.append(form);
          const last = form.querySelectorAll("[name=q]")[1];
          last.focus();
          last.checked = true;
          // Python answers the choice before it, then this one.
          const done = [change(form, none, first), change(form, first, second)];
          form.remove();
          return [...done, last.checked];
        }""",
        [BEFORE.replace(" checked", ""), first, second],
    ) == [True, True, True]


def test_a_secret_is_in_no_markup_and_stays(stage: Page) -> None:
    form = '<form><input type="password"><p>{}</p></form>'
    script = """
      const secret = form.querySelector("input");
      secret.value = "mine";
      const again = change(form, after, before);
      const ends = [done, again, secret.value];
      form.remove();
      return ends;
    """
    assert _laid(stage, form.format("one"), form.format("two"), script) == [True, True, "mine"]


def test_a_control_that_keeps_a_text_keeps_it(stage: Page) -> None:
    script = """
      const area = form.querySelector("textarea");
      area.value = "too long";
      change(form, after, before, held);
      const ends = area.value;
      form.remove();
      return ends;
    """
    assert _laid(stage, BEFORE, AFTER, script, ("text",)) == "too long"
    assert _laid(stage, BEFORE, AFTER, script) == "one"


def test_what_a_reader_opened_stays_open(stage: Page) -> None:
    opened = AFTER.replace("<details", "<details open")
    assert _laid(stage, opened, BEFORE, "form.remove(); return form.querySelector('details').open") is True


@pytest.mark.parametrize(
    "spoil",
    [
        "form.querySelector('details').lastChild.remove()",
        "form.querySelector('details').lastChild.replaceWith(document.createElement('font'))",
        "form.querySelector('details').outerHTML = '<section></section>'",
        "form.querySelector('input[name=p]').removeAttribute('value')",
        "form.querySelector('input[name=p]').remove()",
        # Whoever marks words leaves the text's first part in its place, and the rest beside.
        "form.querySelector('details').lastChild.splitText(1)",
    ],
)
def test_a_form_that_somebody_else_rebuilt_is_left_to_the_morph(stage: Page, spoil: str) -> None:
    found = stage.evaluate(
        f"""([before, after]) => {{
          const ends = [];
          // Sought for the first time, and known from the change before.
          for (const known of [false, true]) {{
            const form = parsed(before);
            document.body.append(form);
            const [one, other] = [before, after].map(nudgeChanges.cut);
            const lay = (from, to) => nudgeChanges(form, from, to, () => false);
            if (known) ends.push(lay(one, other), lay(other, one));
            {spoil};
            const left = form.cloneNode(true);
            ends.push(lay(one, other), form.isEqualNode(left));
            form.remove();
          }}
          return ends;
        }}""",
        [BEFORE, AFTER],
    )
    assert found == [False, True, True, True, False, True]
