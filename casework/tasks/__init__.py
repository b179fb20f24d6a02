"""A person's work: the lists, one task opened for its form, and a form sent."""
