"""Small nameable pieces that know no word of the domain."""
