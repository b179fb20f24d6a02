"""Signing in: by password and authenticator, through the organisation's own provider, or to set an account up."""
