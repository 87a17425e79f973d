"""What the page keeps of a reader, written and read as tests need it."""

from playwright.sync_api import Page, expect

BOX = "#teach_back textarea"
SAVED = "Saved on this device."
NONE = "Your browser keeps nothing here: copy your text elsewhere."
SCRIPT = """async ([key, value]) => {
  const transact = idbKeyval.createStore(`nudge ${new URL(nudgeKept.base).pathname}`, 'kept');
  if (value !== undefined) await idbKeyval.set(key, value, transact);
  return Object.fromEntries(await idbKeyval.entries(transact));
}"""
KEY = "/ teach_back teach_back"


def write(page: Page, text: str) -> None:
    """Write as a reader does, and wait until it is saved."""
    page.locator(BOX).fill(text)
    saved(page)


def saved(page: Page, id: str = "teach_back") -> None:
    """Wait until nothing of this widget is left to save."""
    expect(page.locator(f"#{id} .widget-kept")).to_have_text(SAVED)
    page.wait_for_function(
        "async id => !nudgeKept.attach(document.getElementById(id), {}).saver.isDirty()", arg=id, timeout=10_000
    )


def kept(page: Page) -> dict[str, dict[str, object]]:
    """All that the page keeps, by key."""
    found: dict[str, dict[str, object]] = page.evaluate(SCRIPT, [KEY])
    return found


def tick(page: Page) -> None:
    """Tick the first point of the rubric."""
    if not page.locator("#teach_back details.rubric").evaluate("d => d.open"):
        page.locator("#teach_back .rubric summary").click()
    page.locator("#teach_back input[name=point_update]").check()
    expect(page.locator("#teach_back output[name=ticked]")).to_have_attribute("data-value", "1")


def slow_database(page: Page) -> None:
    """The stored text comes a second late."""
    page.add_init_script("""
      const open = IDBFactory.prototype.open;
      IDBFactory.prototype.open = function (...all) {
        const asked = open.apply(this, all);
        const listen = Object.getOwnPropertyDescriptor(IDBRequest.prototype, 'onsuccess').set;
        Object.defineProperty(asked, 'onsuccess', { set(run) {
          listen.call(asked, (...told) => setTimeout(() => run.apply(asked, told), 1000));
        }});
        return asked;
      };
    """)
