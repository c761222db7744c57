"""What is checked about policy documents, one question a file."""
