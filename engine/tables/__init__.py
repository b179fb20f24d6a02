"""The engine's tables.

Tables owned by an instance lead their keys with the bucket of its case: one transaction touches one bucket.
"""
