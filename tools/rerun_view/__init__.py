"""Runs in Rerun, https://rerun.io: pictures, landmarks, boxes, numbers and gates on the graph's time line."""
