"""The text of an article with its annotations.

``view.ArticleView`` is the widget; marks, reading, span_layout and column are calculations without Qt.
"""
