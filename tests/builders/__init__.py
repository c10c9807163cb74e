"""What tests are given: made-up tables, files and projects."""
