"""Notes and questions: what was written about the project, its categories, and under annotations that ask the supervisor."""
