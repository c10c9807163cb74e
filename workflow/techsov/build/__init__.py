"""What a build needs beside its rules: readers of releases, code versions, locks, notebooks."""
