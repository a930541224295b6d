"""What a coder learns from adjudication."""
