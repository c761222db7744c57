"""One child, one file: the child, the family, who cares, dated facts with their evidence. Applies the scope."""
