"""Files of accountants, read as months of test trading by a map that people check."""
