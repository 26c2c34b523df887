"""Parse, check and run the expressions over facts that methodologies hold."""
