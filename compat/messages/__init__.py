"""MediaPipe's messages for data, and how they become the values that packets of ours hold, and back."""

from backedge.compat.messages import classification as classification
from backedge.compat.messages import detection as detection
from backedge.compat.messages import enum_holders as enum_holders
from backedge.compat.messages import landmark as landmark
from backedge.compat.messages import other_formats as other_formats
from backedge.compat.messages import rect as rect
