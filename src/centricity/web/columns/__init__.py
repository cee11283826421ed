"""What the columns of a table that was brought are taken for: shared by the rooms that import tables."""
