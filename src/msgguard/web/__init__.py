"""The page for staff, the reviewer's pages and the HTTP API: front ends, they hold no rules."""
