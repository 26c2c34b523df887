"""Find ventures and calls by the words of their texts, with an index beside the journal."""
