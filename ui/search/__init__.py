"""Search in all articles and in the open one."""
