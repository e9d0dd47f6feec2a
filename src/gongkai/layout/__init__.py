"""Pages of glyphs and rulings to paragraphs and tables, for every format that has pages.

edges -> snapped edges -> lattices -> spans -> cells; glyphs -> lines -> paragraphs; pieces -> tables over page breaks.
"""
