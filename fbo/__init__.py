"""The house itself: settings, addresses, Celery and the pages that say how it fares.

Celery is not imported here: the web only writes rows, and beat rings for the worker that reads them.
"""
