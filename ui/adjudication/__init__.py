"""The adjudication page: cases by contribution, the coders' lanes side by side, the grid in which they are settled."""
