"""The list of articles, and the dialogs that bring articles in and tables out."""
