"""Pictures as numbers for SVG: tile map, time line, dot plot. Templates write the marks, so that all words are escaped there."""
