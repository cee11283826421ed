"""Open-source evidence: documents, duplicates, mentions, tone, themes, and what they say of a company.

The chain is of functions from Arrow record batches to Arrow record batches; nothing here knows the network but `fetch`,
which runs only when asked.
"""
