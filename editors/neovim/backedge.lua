-- Copy to ~/.config/nvim/lsp/backedge.lua, and write vim.lsp.enable("backedge") into init.lua. Neovim 0.11 or later.
return {
  cmd = { "graph_runner", "lsp" },
  filetypes = { "pbtxt" },
  root_markers = { "pyproject.toml", ".git" },
}
