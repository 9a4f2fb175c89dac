"""Graph templates: graphs whose text has parameters, conditions and loops, filled in for each node that names them.

A template is a graph in text format with directives between percent signs::

    type: "Copies"
    %param prefix : "copy_of_"%
    input_stream: "in"
    %for (name : names)%
    node { calculator: "PassThroughCalculator" input_stream: "in" output_stream: %prefix + name% }
    %end%
    %if (size(names) > 8)%
    num_threads: 2
    %end%

``%param name : default%`` gives a parameter a default; ``%for (name : list)%`` and ``%if (condition)%`` stand before
one field and its ``%end%``; and an expression in place of a value is that value. A node passes its arguments in
``TemplateSubgraphOptions``. The language is that of MediaPipe's ``framework/tool/template_parser.cc`` and
``template_expander.cc``.

Wherever a subgraph is registered, a text with directives is taken for a template, and so is a file that MediaPipe's
build has made of one, a serialized ``mediapipe.CalculatorGraphTemplate``.
"""

from backedge.templates.binary import BinaryTemplate
from backedge.templates.template import Template, TemplateSubgraph, find_template, load_template

__all__ = ["BinaryTemplate", "Template", "TemplateSubgraph", "find_template", "load_template"]
