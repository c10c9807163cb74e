"""What everything stands on: tables, countries, inter-country tables, checks and errors."""
