"""Turn dossiers, judgements, decisions, money and corrections into entries of the journal."""
