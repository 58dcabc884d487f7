"""Documents that people sign: blocks computed from the run record, set as PDF/A by typst or as one page of HTML.

``blocks`` says what a document is made of, one module a document what stands in it; ``press`` and ``paper`` set it.
"""
