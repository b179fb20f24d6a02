"""Runs any process durably; knows nothing of cases, pages or mail.

An instance moves for four reasons: a person (tasks), a message (messages), the clock (timers), a finished job (worker).
"""
