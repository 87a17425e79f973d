"""What the tests see of a view: its controls with values they take, and what a reader would check."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from hypothesis import strategies as st

VOID = {"br", "hr", "img", "input", "wbr"}


@dataclass
class Control:
    """A native form control: its event's name and the values it can send."""

    name: str
    kind: str
    values: list[str] = field(default_factory=list)
    low: float = 0.0
    high: float = 0.0
    step: float = 1.0
    disabled: bool = False
    labelled: bool = False

    def value(self) -> st.SearchStrategy[str]:
        """Values that a reader's hand can give it."""
        if self.kind in ("range", "number"):
            most = round((self.high - self.low) / self.step)
            return st.integers(0, most).map(lambda i: repr(round(self.low + i * self.step, 10)))
        if self.kind in ("textarea", "text"):
            return st.text(max_size=60) | st.sampled_from(["", "Once upon a", "👩‍👩‍👧 नमस्ते 你好", "a\x00b\x7f\n\n"])
        return st.sampled_from(self.values)

    def examples(self) -> list[str]:
        """A few different values, ends included."""
        if self.kind in ("range", "number"):
            middle = self.low + round((self.high - self.low) / self.step / 3) * self.step
            return [repr(self.low), repr(self.high), repr(round(middle, 10))]
        return ["Once upon a", "", "seven"] if self.kind in ("textarea", "text") else self.values


class View(HTMLParser):
    """Reads a widget's markup."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.controls: dict[str, Control] = {}
        self.seen: list[str] = []
        self._labels = 0
        self._open: list[str] = []
        self._picture = 0
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {key: value or "" for key, value in attrs}
        if tag not in VOID:
            self._open.append(tag)
        if tag == "label":
            self._labels += 1
        if tag == "option":
            self.controls[self._select].values.append(attributes["value"])
        name = attributes.get("name")
        # What is in a file a widget's own tests say.
        if tag in ("input", "textarea", "select", "button") and name and attributes.get("type") != "file":
            self._control(tag, name, attributes)
        if tag in ("svg", "output", "li") or self._picture:
            self._picture += tag not in VOID
            self.seen.append(f"<{tag} {sorted(attributes.items())}>")

    def _control(self, tag: str, name: str, attributes: dict[str, str]) -> None:
        kind = attributes.get("type", tag) if tag in ("input", "button") else tag
        control = self.controls.setdefault(name, Control(name, kind))
        control.labelled = bool(self._labels) or tag == "button"
        control.disabled = attributes.get("aria-disabled") == "true"
        if tag == "select":
            self._select = name
        if kind in ("range", "number"):
            control.kind = kind
            control.low, control.high = float(attributes["min"]), float(attributes["max"])
            control.step = float(attributes["step"])
        elif kind == "checkbox":
            control.values = ["true", "false"]
        elif kind in ("radio", "button") and control.kind not in ("range", "number"):
            control.values.append(attributes["value"])

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"</{tag}> closes nothing"
        assert self._open.pop() == tag
        if tag == "label":
            self._labels -= 1
        if self._picture:
            self._picture -= 1

    def handle_data(self, data: str) -> None:
        if self._picture:
            self.seen.append(data)
