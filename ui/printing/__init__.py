"""An article on paper: its text with the marks, what they mean, and what was said of each."""
