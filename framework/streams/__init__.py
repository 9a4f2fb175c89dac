"""Streams at run time: their two ends, their limits, and the policies by which a node's inputs wait for each other.

A producer has an `OutputStream`, which hands packets and timestamp bounds to its consumers (`Consumer`): the queue of
a node's input (`InputStream`), an observer's callback, a poller's queue. Nothing here knows a node, a plan or a thread.
"""
