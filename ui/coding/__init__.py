"""The coding desk: the article, the values of what is selected, and what a key does."""
