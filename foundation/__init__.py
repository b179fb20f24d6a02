"""What everything stands on: the clock, the configuration, the database and the ciphers. Imports nothing of ours."""
