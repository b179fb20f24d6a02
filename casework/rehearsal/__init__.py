"""A case played through by its people, at set times: the same commands as the pages, with a clock that is moved."""
