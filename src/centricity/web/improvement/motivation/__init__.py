"""What the reward of a team hangs on, and whether figures of customers bear it."""
