"""Tables of many rows that sort and filter in their model, and the page of all annotations."""
