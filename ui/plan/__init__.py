"""The page of plan and progress, for supervisors."""
