"""Letters: what goes into each, which template it takes, how it is rendered apart from everything else, and its way."""
