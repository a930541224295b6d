"""How far coders agree: the table, and the passages behind each number."""
