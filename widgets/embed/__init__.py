"""Build time only: the fence, numbers in the prose, formulas, runtimes and the bundle. Nobody imports this room."""
