"""Two editions side by side: what is another figure, another verdict, another picture, and why.

`built.read` takes an edition from its results, `changes` sets the figures side by side, `flips` the
verdicts, `vintages` every release that holds a figure, `causes` says which input moved it, and
`report` and `sheet` write all of it down.
"""
