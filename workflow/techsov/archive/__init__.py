"""An edition as one file for a repository such as Zenodo, and how each part of it came about.

`graph` reads which job made which result, `contents` says which files belong, `crate` describes
them as an RO-Crate, `requirements` holds the description against the bytes of the zip, and
`pack` writes the zip.
"""
