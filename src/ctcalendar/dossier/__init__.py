"""Dossiers: the files people write, read into commands with the line each part stands on."""
