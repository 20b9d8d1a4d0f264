"""Small files of each kind, written part by part for one test each."""
