"""Statistics that know nothing of customers: moments, intervals and components."""
