"""First run, sign-in and lock."""
