"""Checks OpenMetrics documents with the strict parser of the Python client.

It reads what the Go program reads, and prints a JSON array: the error of each
document, or null.
"""

import json
import sys

from prometheus_client.openmetrics.parser import text_string_to_metric_families

results = []
while content_type := sys.stdin.buffer.readline():
    length = int(sys.stdin.buffer.readline())
    document = sys.stdin.buffer.read(length)
    try:
        list(text_string_to_metric_families(document.decode("utf-8")))
        results.append(None)
    except Exception as error:  # The parser raises errors of several types.
        results.append(f"{type(error).__name__}: {error}")
json.dump(results, sys.stdout)
