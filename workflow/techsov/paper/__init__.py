"""The rebuilt paper and the numbers that it prints."""
