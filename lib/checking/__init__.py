"""Bytes to checked rows, without I/O: strict reading, casting, classifying. A row that fails says why and how to mend it."""
