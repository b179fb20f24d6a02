"""E-mails: what they say, who gets them, and how they reach people. They carry a reference and a link, no facts."""
