"""New data: ask the providers, take what is newer beside what there is, and say what changed.

`outdated.look` asks for the newest release of every dataset of an edition; `take.take` fetches one
beside the old vintage, reads it, guards it and pins it; `journal` keeps what was known and what was
done; `revisions` writes the record. Nothing in here changes an older edition or its files.
"""
