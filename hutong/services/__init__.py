"""What families come for: requests at one window, referrals to many bodies, answers, surveys and visits."""
