"""One window in, many departments out: requests, referrals, answers, applications between provinces."""
