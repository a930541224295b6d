"""How far coders agree: numbers from annotations, and the passages behind every number.

Start with ``measures.compute`` (all records of a report), ``cases.passages`` (the list behind a record) and
``shared_cases.answer`` (one worked example). Everything here reads nothing but its arguments.
"""
