"""The door of the engine: the loop, HTML, controls, charts and effects. It knows no widget and no mathematics."""

from widgets.engine.charts import Axis, Dots, Line, Mark, chart, data_table, nice_ticks
from widgets.engine.controls import (
    button,
    challenge,
    controls,
    look_for,
    number_field,
    output,
    radio_group,
    readout,
    readouts,
    select,
    slider,
    text_area,
)
from widgets.engine.effects import Cancel, Effect, Failure, Load, Now, Predict, Random, Save
from widgets.engine.event import Event, InvalidValue, UnknownEvent, choice, number, text, whole_number
from widgets.engine.html import Child, Element, h, render
from widgets.engine.session import Session
from widgets.engine.widget import Widget, WidgetError, load, make_state

__all__ = [
    "Axis",
    "Cancel",
    "Child",
    "Dots",
    "Effect",
    "Element",
    "Event",
    "Failure",
    "InvalidValue",
    "Line",
    "Load",
    "Mark",
    "Now",
    "Predict",
    "Random",
    "Save",
    "Session",
    "UnknownEvent",
    "Widget",
    "WidgetError",
    "button",
    "challenge",
    "chart",
    "choice",
    "controls",
    "data_table",
    "h",
    "load",
    "look_for",
    "make_state",
    "nice_ticks",
    "number",
    "number_field",
    "output",
    "radio_group",
    "readout",
    "readouts",
    "render",
    "select",
    "slider",
    "text",
    "text_area",
    "whole_number",
]
