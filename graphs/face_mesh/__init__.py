"""Face meshes: MediaPipe's subgraphs by their names, a graph that draws the meshes of a video, and `FaceMesh`."""

from backedge.graphs.face_mesh.face_mesh import FOLDER, FaceMesh
from backedge.graphs.face_mesh.face_mesh_result import Face, FaceMeshResult

__all__ = ["FOLDER", "Face", "FaceMesh", "FaceMeshResult"]
