"""From a plan to packets: streams, policies, nodes, scheduler, executors."""
