"""What supervisors take away: spreadsheets and documents."""
