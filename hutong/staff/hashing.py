"""How passwords are stored: Argon2id, as slow as a morning of sign-ins can bear."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class BearableArgon2(Argon2PasswordHasher):
    """19 MiB, two rounds, one lane: the decision on signing in says why. Passwords stored otherwise are stored anew."""

    memory_cost = 19_456
    time_cost = 2
    parallelism = 1
