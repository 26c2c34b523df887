"""Write documents in the formats that people send (Word, PDF, web pages) from one Markdown."""
