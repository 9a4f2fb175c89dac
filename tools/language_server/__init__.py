"""The language server: `backedge.tools.language` for editors, by the Language Server Protocol (pygls, extra ``[lsp]``).

The server itself, `lsp_server`, only talks to the editor. What is asked about graphs is answered by processes of its
own, one for each project (`language_worker`): they import the users' modules, which may do anything, hang and crash
included. When files of a project change, a new process takes the place of the old one.
"""
