"""The use cases that join engine and case file: complete a task, record a submission, make a letter, send a mail."""
