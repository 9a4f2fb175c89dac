"""Graph templates: graphs whose text has parameters, conditions and loops, filled in for each node that names them.

A template is a graph in text format with directives between percent signs::

    type: "Copies"
    %param copies : 2%
    input_stream: "in"
    %for (name : names)%
    output_stream: %"out_" + name%
    %end%
    %if (copies > 1)%
    node { calculator: "PassThroughCalculator" input_stream: "in" output_stream: %"out_" + names_0% }
    %end%

``%param name : default%`` gives a parameter a default, ``%for (name : list)%`` and ``%if (condition)%`` stand before one
field and its ``%end%``, and an expression in place of a value is that value. A node passes its arguments in
``TemplateSubgraphOptions``. The language is MediaPipe's, ``framework/tool/template_parser.cc`` and
``template_expander.cc``.
"""

from backedge.templates.template import Template, TemplateSubgraph, find_template, load_template

__all__ = ["Template", "TemplateSubgraph", "find_template", "load_template"]
