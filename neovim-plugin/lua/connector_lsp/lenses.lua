-- Code lenses: shown when the server attaches, and again when the text has changed or the server says
-- that they are others, as those that tell what changed since a release.

local M = {}

---@param buffer integer
---@param client vim.lsp.Client
function M.enable(buffer, client)
  if vim.lsp.codelens.enable then -- Neovim 0.12 keeps them fresh by itself.
    vim.lsp.codelens.enable(true, { bufnr = buffer, client_id = client.id })
    return
  end
  local shown_tick
  local function refresh()
    local tick = vim.api.nvim_buf_get_changedtick(buffer)
    if tick ~= shown_tick then
      shown_tick = tick
      vim.lsp.codelens.refresh({ bufnr = buffer })
    end
  end
  local group = vim.api.nvim_create_augroup('connector_lsp_lenses_' .. buffer, {})
  vim.api.nvim_create_autocmd({ 'BufEnter', 'CursorHold', 'InsertLeave' }, {
    group = group,
    buffer = buffer,
    callback = refresh,
  })
  vim.api.nvim_create_autocmd('LspDetach', {
    group = group,
    buffer = buffer,
    callback = function(event)
      if event.data.client_id == client.id then
        vim.api.nvim_del_augroup_by_id(group)
        return true
      end
    end,
  })
  refresh()
end

--- Show the lenses of all connectors again.
---@param client_id integer
function M.refresh(client_id)
  if vim.g.connector_lsp_codelens ~= false then
    for _, buffer in ipairs(vim.lsp.get_buffers_by_client_id(client_id)) do
      vim.lsp.codelens.refresh({ bufnr = buffer })
    end
  end
end

return M
