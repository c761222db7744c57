"""The screens of tokens."""
