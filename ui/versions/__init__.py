"""Other versions of an article: corrected texts and reprints, how they differ, and what goes over from one to another."""
