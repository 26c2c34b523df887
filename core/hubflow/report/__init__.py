"""Reports to look at: one web page of a venture, a call or a comparison; and the issue map."""
