"""Build time only: the fence, numbers in the prose, formulas, runtimes and the bundle. Nobody imports this room."""

from widgets.embed.places import join_package

join_package()
