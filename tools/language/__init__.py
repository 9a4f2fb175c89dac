"""What an editor wants to know of a graph's text, half-typed ones included: one module a feature.

Places are offsets into the text, in characters. Nothing here knows an editor, a protocol or a process: the language
server, and whatever else shows these features, translates.
"""
