"""Scans of made-up reports: printed on a raster (`press`), worn as paper, scanners and cameras wear it (`wear`)."""
