"""What is inside a file that somebody sends, looked at before it is kept: a name or a browser may say anything."""
