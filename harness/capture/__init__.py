"""What real systems say to each other, de-identified and kept as a run; and its replay."""
