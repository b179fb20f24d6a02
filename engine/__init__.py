"""Runs any process durably; knows nothing of cases, pages or mail. An instance moves for four reasons: a person, a message, the clock, a finished job."""
