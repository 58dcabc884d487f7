"""A hospital's traffic at a chosen rate, measured without coordinated omission."""
