"""The inverse of gongkai: reports made from figures, dirtied by named operators, written in every format."""
