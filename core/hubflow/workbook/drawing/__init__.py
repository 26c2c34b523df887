"""A dossier's workbook, written with openpyxl."""
