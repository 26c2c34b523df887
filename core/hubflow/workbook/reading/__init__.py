"""A dossier's workbook, read back."""
