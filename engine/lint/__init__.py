"""Everything that could be wrong with a deployment, found at once and said in plain English before it is published."""
