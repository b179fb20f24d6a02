"""What a form asks and which answers it accepts: form-js schemas read, conditions and rules applied. No pages."""
