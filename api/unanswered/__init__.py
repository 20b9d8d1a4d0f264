"""What students asked in vain, for their teachers: by topic and by week."""
