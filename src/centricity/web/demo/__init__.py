"""A company that does not exist, laid into the example organisation so that every room has something to show."""
