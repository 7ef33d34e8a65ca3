-- Custom connectors for Claris Connect: what `vim.lsp.enable('connector_lsp')` starts.
-- Every field can be overridden with `vim.lsp.config('connector_lsp', { … })`.

---@type vim.lsp.Config
return {
  cmd = { 'connector-lsp', 'serve' },
  -- Plain JSON files are looked at too: the server leaves those alone that are no connectors.
  filetypes = { 'json' },
  root_markers = { '.git' },
  settings = { connectorLsp = vim.empty_dict() },
}
