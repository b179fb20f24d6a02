"""Fictional partnerships, people and one running case, for trying the system out. All of it is invented."""
