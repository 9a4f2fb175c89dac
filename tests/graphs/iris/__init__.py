"""The iris graphs against what the same models and calculators of MediaPipe answer, and the comparison."""
