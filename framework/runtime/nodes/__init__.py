"""Nodes at run time.

All share one life (`Node`): prepared, opened, closed. They differ in what makes them run. `StreamNode` runs when its
input policy finds an input set, `SingleInputNode` is its fast case, `WorkerNode` makes its calls on an executor;
`SourceNode` runs whenever it may; `SidePacketNode` has no streams and only opens.
"""
