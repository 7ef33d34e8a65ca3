-- Custom connectors for Claris Connect: what `vim.lsp.enable('connector_lsp')` starts.
-- Every field can be overridden with `vim.lsp.config('connector_lsp', { … })`.

local handlers = {
  ['window/showDocument'] = function(err, params, context)
    return require('connector_lsp.view').show_document(err, params, context)
  end,
  -- What went well is a line that the next one takes the place of; two would wait for a key.
  ['window/showMessage'] = function(err, params, context)
    if params.type >= vim.lsp.protocol.MessageType.Info then
      require('connector_lsp.echo').info(params.message)
      return params
    end
    return vim.lsp.handlers['window/showMessage'](err, params, context)
  end,
}
local capabilities = {}

if not vim.lsp.codelens.enable then -- Neovim 0.12 is told by itself when there are other lenses.
  capabilities.workspace = { codeLens = { refreshSupport = true } }
  handlers['workspace/codeLens/refresh'] = function(_, _, context)
    require('connector_lsp.lenses').refresh(context.client_id)
    return vim.NIL
  end
end

---@type vim.lsp.Config
return {
  cmd = { 'connector-lsp', 'serve' },
  -- Plain JSON files are looked at too: the server leaves those alone that are no connectors.
  filetypes = { 'json' },
  root_markers = { '.git' },
  capabilities = capabilities,
  settings = { connectorLsp = vim.empty_dict() },
  -- The lens *Sign in* asks by a form; on its own the server would only look at the environment.
  commands = {
    ['connector.signIn'] = function(_, context)
      require('connector_lsp.commands').sign_in(context.bufnr)
    end,
  },
  handlers = handlers,
}
