"""Draw a dossier's workbook with openpyxl."""
