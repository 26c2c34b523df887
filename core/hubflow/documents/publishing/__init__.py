"""Documents in the formats that people send: Word, PDF and web pages, from the same Markdown."""
