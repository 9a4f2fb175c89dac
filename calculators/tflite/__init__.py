"""MediaPipe's older names for inference and for decoding tensors, over the same numerics as the newer ones.

MediaPipe's `TfLiteTensor` is a `backedge.formats.Tensor` here.
"""
