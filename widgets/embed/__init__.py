"""Build time only: the fence, numbers in the prose, formulas, vendored runtimes and the bundle. Nobody imports this room."""
