"""What is disclosed to whoever asks for their data: every record found, words marked, and a copy made anew."""
