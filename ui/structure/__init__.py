"""The structure view: the claims of the article as cards beside the text."""
