"""A field workbook nobody made from our template: found, understood, asked about and put into canonical rows."""
