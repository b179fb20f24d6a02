"""What left a case: letters, and the outbox of e-mails."""

from cases.correspondence import letters, outbox

__all__ = ["letters", "outbox"]
