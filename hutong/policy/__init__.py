"""Read the policy documents, decide one child on a day, say why."""
