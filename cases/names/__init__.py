"""Names as people write them: their words, their short forms, how they sound. Pure text: nothing here is kept."""
