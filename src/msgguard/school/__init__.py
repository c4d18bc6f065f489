"""The school's own facts: profile, roster, audience, approvals."""
