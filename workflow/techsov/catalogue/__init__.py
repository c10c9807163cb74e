"""What is held and chosen: providers' releases, editions and the user's settings."""
