"""Read a dossier's workbook."""
