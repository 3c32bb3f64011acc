"""One function for each question a page asks: permission, then select, then frame, then comparison, then value."""
