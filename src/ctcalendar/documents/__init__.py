"""The history as documents: Markdown for a memo, a page that stands alone, a drawn timeline. Pure: entries to text."""
