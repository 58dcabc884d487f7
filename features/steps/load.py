import harness.steps.load  # noqa: F401
