"""Sentences from numbers: pure, tested, and in the words of the glossary."""
