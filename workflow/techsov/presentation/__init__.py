"""How results look in every medium: texts, colours, workbooks and pages."""
