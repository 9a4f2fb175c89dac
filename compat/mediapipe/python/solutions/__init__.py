"""`mediapipe.solutions`: hands, faces, bodies and what is drawn of them, found by `backedge.graphs`."""

from importlib import import_module

from backedge.compat.mediapipe.python.solutions import download_utils as download_utils
from backedge.compat.mediapipe.python.solutions import drawing_styles as drawing_styles
from backedge.compat.mediapipe.python.solutions import drawing_utils as drawing_utils
from backedge.compat.mediapipe.python.solutions import face_detection as face_detection
from backedge.compat.mediapipe.python.solutions import face_mesh as face_mesh
from backedge.compat.mediapipe.python.solutions import face_mesh_connections as face_mesh_connections
from backedge.compat.mediapipe.python.solutions import hands as hands
from backedge.compat.mediapipe.python.solutions import hands_connections as hands_connections
from backedge.compat.mediapipe.python.solutions import holistic as holistic
from backedge.compat.mediapipe.python.solutions import objectron as objectron
from backedge.compat.mediapipe.python.solutions import pose as pose
from backedge.compat.mediapipe.python.solutions import pose_connections as pose_connections
from backedge.compat.mediapipe.python.solutions import selfie_segmentation as selfie_segmentation

# The modules in which pickle looks for the classes of messages, which come from a pool.
for _name in ("classification", "detection", "landmark", "location_data"):
    import_module(f"backedge.compat.mediapipe.framework.formats.{_name}_pb2")
