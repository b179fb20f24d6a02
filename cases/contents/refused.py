"""Why a file is not taken."""


class FileRefused(Exception):
    """The file is not one that is taken; the text says why and what to send instead."""
