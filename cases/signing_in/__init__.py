"""How people prove who they are, and where they are signed in; what they may then do is in `cases.access`."""
