"""Files and cameras: readers and writers with errors that people can act on, and the calculators that use them."""

from backedge.calculators.media import camera_source_calculator as camera_source_calculator
from backedge.calculators.media import image_file_sink_calculator as image_file_sink_calculator
from backedge.calculators.media import image_files_source_calculator as image_files_source_calculator
from backedge.calculators.media import jsonl_sink_calculator as jsonl_sink_calculator
from backedge.calculators.media import opencv_video_decoder_calculator as opencv_video_decoder_calculator
from backedge.calculators.media import opencv_video_encoder_calculator as opencv_video_encoder_calculator
from backedge.calculators.media import video_file_sink_calculator as video_file_sink_calculator
from backedge.calculators.media import video_file_source_calculator as video_file_source_calculator
