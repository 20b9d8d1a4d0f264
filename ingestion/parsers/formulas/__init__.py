"""Formulas of Office files (OMML) and of web pages (MathML) as TeX."""
