"""The platform: accounts, access, audit, jobs and the rooms that stand on them."""
